import { foldCase } from '#kernel/index.js';

/** Longer than any address. */
const MAX_ADDRESS_LENGTH = 320;

/** Bodies longer than this are not searched: a page of groups is none of a user. */
const MAX_SEARCHED_LENGTH = 262_144;

type Fields = ReadonlyMap<string, unknown>;

/**
 * The e-mail address that a body gives a user, folded: an e-mail, else a user name that is one. Read from the text as it came, also
 * where the request was refused before its body was understood.
 */
export function addressIn(requestText: string): string | undefined {
  if (requestText.length > MAX_SEARCHED_LENGTH || !requestText.includes('@')) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(requestText);
  } catch {
    return undefined;
  }
  const outer = fieldsOf(body);
  // an operation of a bulk job is kept with its method and path around it
  const inner = outer?.get('data') ?? body;
  const resources = [inner, ...patchedValues(fieldsOf(inner)?.get('operations'))];
  const fields = resources.flatMap((one) => fieldsOf(one) ?? []);
  const found =
    firstAddress(fields.flatMap((one) => emailsOf(one.get('emails')))) ??
    firstAddress(fields.map((one) => one.get('username')));
  return found === undefined ? undefined : foldCase(found);
}

/** The values of a PATCH as if they were a resource each. */
function patchedValues(operations: unknown): object[] {
  if (!Array.isArray(operations)) return [];
  return operations.flatMap((operation: unknown) => {
    const fields = fieldsOf(operation);
    const [path, value] = [fields?.get('path'), fields?.get('value')];
    if (typeof path !== 'string') return fieldsOf(value) ? [value as object] : [];
    if (/(^|:)userName$/i.test(path)) return [{ userName: value }];
    return /(^|:)emails\b/i.test(path) ? [{ emails: value }] : [];
  });
}

function emailsOf(value: unknown): unknown[] {
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  const values = elements.map((one) => fieldsOf(one) ?? new Map([['value', one]]));
  const primary = values.filter((one) => one.get('primary') === true);
  return [...primary, ...values].map((one) => one.get('value'));
}

function firstAddress(values: readonly unknown[]): string | undefined {
  return values
    .map((value) => (typeof value === 'string' ? value.trim() : ''))
    .find((text) => text.length <= MAX_ADDRESS_LENGTH && /^[^\s@]+@[^\s@]+$/.test(text));
}

/** Attribute names have no case (RFC 7643 section 2.1). */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
}
