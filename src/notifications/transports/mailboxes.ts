import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail of the development mailbox, by its headers. */
export interface MailboxEntry {
  /** that of the outbox */
  readonly id: string;
  readonly date: string;
  readonly to: string;
  readonly subject: string;
}

const HEADER_BYTES = 16_384;
const ID_PATTERN = /^[0-9a-f-]{36}$/;

/** The newest last, at most `max`. A folder that does not exist has none. */
export async function listMailbox(folder: string, max: number): Promise<MailboxEntry[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  const ids = names.filter((name) => name.endsWith('.eml')).map((name) => name.slice(0, -4));
  const newest = ids
    .filter((id) => ID_PATTERN.test(id))
    .sort()
    .slice(-max);
  return Promise.all(newest.map((id) => readEntry(folder, id)));
}

async function readEntry(folder: string, id: string): Promise<MailboxEntry> {
  const file = await open(join(folder, `${id}.eml`));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const headers = headersOf(buffer.subarray(0, bytesRead).toString('utf8'));
    const header = (name: string): string => decodeWords(headers.get(name) ?? '');
    return { id, date: header('date'), to: header('to'), subject: header('subject') };
  } finally {
    await file.close();
  }
}

/** A mail with its plain text; undefined when there is no such mail. */
export async function readMailbox(
  folder: string,
  id: string,
): Promise<(MailboxEntry & { readonly text: string }) | undefined> {
  if (!ID_PATTERN.test(id)) return undefined;
  let source: string;
  try {
    source = await readFile(join(folder, `${id}.eml`), 'utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  return { ...(await readEntry(folder, id)), text: plainTextOf(source) };
}

function headersOf(source: string): Map<string, string> {
  const [head = ''] = source.split(/\r?\n\r?\n/, 1);
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

/** RFC 2047, as our own mails have it. */
function decodeWords(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decodeQuotedPrintable(text.replaceAll('_', ' ')),
  );
}

/** The plain text of a mail that Muster wrote. */
function plainTextOf(source: string): string {
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(headersOf(source).get('content-type') ?? '');
  const parts = boundary ? source.split(`--${boundary[1] ?? ''}`) : [source];
  for (const part of parts.slice(boundary ? 1 : 0)) {
    const trimmed = part.replace(/^\r?\n/, '');
    const headers = headersOf(trimmed);
    if (!/^text\/plain/i.test(headers.get('content-type') ?? '')) continue;
    const body = trimmed.slice(trimmed.search(/\r?\n\r?\n/)).trim();
    const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
    if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
    return encoding === 'quoted-printable'
      ? decodeQuotedPrintable(body.replace(/=\r?\n/g, ''))
      : body;
  }
  return '';
}

function decodeQuotedPrintable(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}

function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ENOENT';
}
