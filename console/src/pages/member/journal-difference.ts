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

/** How values are called that the journal stores as programs write them: `user-admin`, `requested`. */
interface ValueWords {
  role(name: string): string;
  status(name: string): string;
}

/** Fields of an entry of the journal whose value is another one afterwards, as text. */
export function differenceOf(
  { before = {}, after = {} }: Line,
  words: ValueWords,
): readonly FieldDifference[] {
  const named: Readonly<Record<string, (name: string) => string>> = {
    role: words.role,
    roles: words.role,
    status: words.status,
  };
  const wordsOf = (field: string, values: Line['before'] = {}): string | undefined =>
    textOf(values[field], { title: words.role, name: named[field] ?? String });
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => !HIDDEN.includes(field) && !/Ids?$/.test(field))
    .map((field) => ({ field, before: wordsOf(field, before), after: wordsOf(field, after) }))
    .filter((row) => row.before !== row.after);
}

interface TextWords {
  /** of a role */
  title(name: string): string;
  /** of the values of this field */
  name(value: string): string;
}

/** A grant by its role, an attribute by its name and value, the rest as it stands. */
function textOf(value: unknown, words: TextWords): string | undefined {
  const { title, name: nameOf } = words;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => textOf(one, words) ?? '').join(', ');
  if (typeof value === 'string') return nameOf(value);
  if (typeof value !== 'object') return String(value as number | boolean);
  const entries = Object.entries(value as Record<string, unknown>);
  const role = entries.find(([name]) => name === 'role')?.[1];
  if (typeof role === 'string') return title(role);
  const inner = entries.find(([name]) => name === 'value')?.[1];
  if (inner !== undefined) return textOf(inner, words);
  return entries.map(([name, one]) => `${name}: ${textOf(one, words) ?? ''}`).join(', ');
}
