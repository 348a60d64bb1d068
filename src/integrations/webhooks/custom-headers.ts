/** Headers that an endpoint's owner adds to each request. Their values may be secrets: they are kept wrapped and never shown again. */
import { nextVersion, pagesOf, type SecretsKey } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { equals, everything, type WebhookEndpoint, type Writers } from '#store/index.js';

export const MAX_HEADERS = 20;
export const MAX_HEADER_LENGTH = 1_000;

/** What the protocol, the signature or the encoding says itself. */
const OURS = new Set([
  'authorization',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'date',
  'cookie',
  'user-agent',
  'accept',
  'accept-encoding',
  'proxy-authorization',
  'proxy-connection',
  'traceparent',
  'tracestate',
]);
const OUR_PREFIXES = ['webhook-', 'ce-', 'content-', 'muster-', 'sec-', ':'];

/** RFC 9110 section 5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;
/** printable ASCII, so that no receiver guesses the character set */
const VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

/** With lower-case names. Fault `request.invalid`: a header of Muster's own, what is no header, or too many. */
export function readCustomHeaders(
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const errors = (entries as [string, string][]).flatMap(([name, value]) => {
    const problem = problemOf(name, value);
    return problem === undefined ? [] : [{ field: `headers.${name}`, problem }];
  });
  if (entries.length > MAX_HEADERS) {
    errors.push({ field: 'headers', problem: `must be at most ${MAX_HEADERS}` });
  }
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
  return Object.fromEntries(entries) as Record<string, string>;
}

function problemOf(name: string, value: string): string | undefined {
  if (OURS.has(name) || OUR_PREFIXES.some((prefix) => name.startsWith(prefix))) {
    return 'is written by Muster or by HTTP itself; take another name';
  }
  if (!TOKEN.test(name)) return 'is no name of a header';
  if (value.length > MAX_HEADER_LENGTH || !VALUE.test(value)) {
    return `must be 1 to ${MAX_HEADER_LENGTH} printable ASCII characters`;
  }
  return undefined;
}

const placeOf = (endpointId: string): string => `webhook-headers:${endpointId}`;

type Wrapped = Pick<WebhookEndpoint, 'headerNames' | 'wrapped' | 'wrappedBy'>;

export function wrapHeaders(
  secretsKey: SecretsKey,
  endpointId: string,
  headers: Readonly<Record<string, string>>,
): Wrapped {
  const headerNames = Object.keys(headers);
  if (headerNames.length === 0) return { headerNames };
  const wrapped = secretsKey.wrap(placeOf(endpointId), Buffer.from(JSON.stringify(headers)));
  return { headerNames, wrapped, wrappedBy: secretsKey.fingerprint };
}

/** @throws Error when another secrets key wrapped them */
export function unwrapHeaders(
  secretsKey: SecretsKey,
  { id, wrapped }: Pick<WebhookEndpoint, 'id' | 'wrapped'>,
): Record<string, string> {
  if (wrapped === undefined) return {};
  const text = secretsKey.unwrap(placeOf(id), wrapped).toString('utf8');
  return JSON.parse(text) as Record<string, string>;
}

/** For `muster rotate`, in its transaction: wraps the headers by another secrets key. What cannot be read stays, and is sent to nobody. */
export async function rewrapHeaders(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  secretsKey: SecretsKey,
  next: SecretsKey,
): Promise<void> {
  const own = equals('wrappedBy', secretsKey.fingerprint);
  for await (const endpoints of pagesOf(tx.webhookEndpoints, own)) {
    for (const endpoint of endpoints) {
      const headers = readable(secretsKey, endpoint);
      if (!headers) continue;
      const wrapped = wrapHeaders(next, endpoint.id, headers);
      await tx.webhookEndpoints.update(nextVersion<WebhookEndpoint>(ctx, endpoint, wrapped));
    }
  }
}

/** For a secrets key that is lost: the endpoints stay, without their headers. Resolves to how many lost them. */
export async function removeForeignHeaders(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  secretsKey: SecretsKey,
): Promise<number> {
  let count = 0;
  for await (const endpoints of pagesOf(tx.webhookEndpoints, everything)) {
    for (const endpoint of endpoints) {
      if (endpoint.wrapped === undefined || readable(secretsKey, endpoint)) continue;
      const { wrapped: _wrapped, wrappedBy: _by, ...rest } = endpoint;
      const change = { headerNames: [] };
      await tx.webhookEndpoints.update(nextVersion<WebhookEndpoint>(ctx, rest, change));
      count += 1;
    }
  }
  return count;
}

/** Undefined: another key wrapped them, or they were damaged. */
function readable(
  secretsKey: SecretsKey,
  endpoint: WebhookEndpoint,
): Record<string, string> | undefined {
  try {
    return unwrapHeaders(secretsKey, endpoint);
  } catch {
    return undefined;
  }
}
