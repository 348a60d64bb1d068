/** Search parameters as the browser hands them over; each page says which it understands. */
export type RawSearch = Readonly<Record<string, unknown>>;

/** Every parameter is the text that it is: what looks like a number, such as `0012` or `1e3`, stays as somebody typed it. */
export function readQuery(query: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(query));
}

export function writeQuery(search: RawSearch): string {
  const entries = Object.entries(search).flatMap(([name, value]) => {
    const text = textOf(value, Infinity);
    return text === undefined ? [] : [[name, text]];
  });
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}

/** A text, or undefined where it is none or empty. */
export function textOf(value: unknown, maxLength = 500): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined;
}

/** One of these, or undefined. */
export function choiceOf<const T extends string>(
  value: unknown,
  choices: readonly T[],
): T | undefined {
  return choices.find((choice) => choice === value);
}

/** Leaves out what is undefined: `exactOptionalPropertyTypes` tells the two apart. */
export function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** What the address of a list holds: the text of its search, its order, and its filters, each under its own key. */
export type ListSearch = Readonly<Record<string, string>>;

/** Keeps what a list understands. `keys` are those of its filters. */
export function listSearch(raw: RawSearch, keys: readonly string[]): ListSearch {
  const entries = ['q', 'sort', ...keys].flatMap((key) => {
    const value = textOf(raw[key], 2_000);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Parameters of a link whose page is data: which ones it may have, the types cannot know. */
export function anySearch(values: RawSearch): never {
  return values as never;
}
