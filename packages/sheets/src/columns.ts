export interface ExpectedColumn {
  readonly key: string;
  /** what people call it, in as many languages as one knows; the key itself is always understood */
  readonly titles: readonly string[];
  readonly required: boolean;
}

export interface ColumnMatch {
  /** key → title as it stands in the sheet, which is what the cells of a row are kept under */
  readonly mapping: ReadonlyMap<string, string>;
  /** titles of the sheet that mean nothing here */
  readonly unknown: readonly string[];
  /** keys of required columns that the sheet lacks */
  readonly missing: readonly string[];
  /** keys that several titles mean; the first one is taken, and the caller says so */
  readonly ambiguous: readonly { readonly key: string; readonly titles: readonly string[] }[];
}

/** Matches titles without regard to case, width, accents' encoding, spaces and punctuation: `E-Mail *` is `email`. */
export function matchColumns(
  titles: readonly string[],
  expected: readonly ExpectedColumn[],
): ColumnMatch {
  const keys = new Map<string, string>();
  for (const { key, titles: names } of expected) {
    for (const name of [key, ...names]) if (!keys.has(plain(name))) keys.set(plain(name), key);
  }
  const matches = new Map<string, string[]>();
  const unknown: string[] = [];
  for (const title of titles) {
    const key = plain(title) === '' ? undefined : keys.get(plain(title));
    if (key === undefined) unknown.push(title);
    else matches.set(key, [...(matches.get(key) ?? []), title]);
  }
  const mapping = new Map<string, string>();
  for (const [key, [first]] of matches) if (first !== undefined) mapping.set(key, first);
  return {
    mapping,
    unknown,
    missing: expected
      .filter(({ key, required }) => required && !mapping.has(key))
      .map((w) => w.key),
    ambiguous: [...matches]
      .filter(([, several]) => several.length > 1)
      .map(([key, several]) => ({ key, titles: several })),
  };
}

function plain(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '');
}
