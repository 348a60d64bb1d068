interface Line {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

interface FieldDifference {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is for the machine only. */
const HIDDEN: readonly string[] = [
  'notify',
  'requestedBy',
  'because',
  'assignments',
  'wanted',
  'avatarHash',
  'accountId',
  'source',
  'withheldAccess',
  'conflict',
];

/** Fields of an entry of the journal whose value is another one afterwards, as text; `role` says the title of a role. */
export function differenceOf(
  { before = {}, after = {} }: Line,
  role: (name: string) => string,
): readonly FieldDifference[] {
  const wordsOf = (value: unknown): string | undefined => textOf(value, role);
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => !HIDDEN.includes(field) && !/Ids?$/.test(field))
    .map((field) => ({ field, before: wordsOf(before[field]), after: wordsOf(after[field]) }))
    .filter((row) => row.before !== row.after);
}

/** A grant by its role, an attribute by its name and value, the rest as it stands. */
function textOf(value: unknown, title: (name: string) => string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => textOf(one, title) ?? '').join(', ');
  if (typeof value !== 'object') return String(value as string | number | boolean);
  const entries = Object.entries(value as Record<string, unknown>);
  const role = entries.find(([name]) => name === 'role')?.[1];
  if (typeof role === 'string') return title(role);
  const inner = entries.find(([name]) => name === 'value')?.[1];
  if (inner !== undefined) return textOf(inner, title);
  return entries.map(([name, one]) => `${name}: ${textOf(one, title) ?? ''}`).join(', ');
}
