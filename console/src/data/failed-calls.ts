/** Of so many the command is kept, so that a tab that is open for days keeps nothing else. */
const MAX_CALLS = 30;

/** trace id → the command that makes the same call */
const commands = new Map<string, string>();

/** What the person's own browser adds says nothing to another caller. */
const OWN_HEADERS: readonly string[] = ['accept-language', 'user-agent'];

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Keeps how a call that failed can be made again at a prompt, with a key in the place of the session. */
export function keepFailedCall(traceId: string | undefined, call: Call): void {
  if (traceId === undefined || traceId === '') return;
  commands.set(traceId, curlOf(call));
  for (const oldest of commands.keys()) {
    if (commands.size <= MAX_CALLS) break;
    commands.delete(oldest);
  }
}

/** `curl -X GET …` of the call with this trace id; undefined where it is not known any more. */
export function failedCall(traceId: string): string | undefined {
  return commands.get(traceId);
}

function curlOf({ url, method, headers, body }: Call): string {
  const given = [...headers].filter(([name]) => !OWN_HEADERS.includes(name));
  return [
    `curl -X ${method} ${quoted(url)}`,
    '-H "Authorization: Bearer $KEY"',
    ...given.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(typeof body === 'string' ? [`--data ${quoted(body)}`] : []),
  ].join(' ');
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
