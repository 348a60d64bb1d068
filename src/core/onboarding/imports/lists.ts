/** One thing of a list in a cell, with what is said of it: `Design (manager)`. */
export interface ListItem {
  readonly name: string;
  readonly note?: string;
}

/** Stands at the end of a list that has more than the sheet shows. */
const MORE = '…';

/** A name that would be read as something else stands in quotation marks. */
const NEEDS_QUOTES = /^["\s]|[;\n]|[)\s]$|^…$/;

/** The list of a cell, as `readList` reads it. */
export function writeList(items: readonly ListItem[], hasMore = false): string {
  const parts = items.map(({ name, note }) => {
    const text = NEEDS_QUOTES.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
    return note === undefined ? text : `${text} (${note})`;
  });
  return [...parts, ...(hasMore ? [MORE] : [])].join('; ');
}

const QUOTED = /\s*"((?:[^"]|"")*)"[^\S\n]*(?:\(([^()]*)\))?[^\S\n]*(?:[;\n]|$)/y;
const BARE = /([^;\n]*)(?:[;\n]|$)/y;
const WITH_NOTE = /^(.*\S)\s*\(([^()]*)\)$/s;

/** How a part of a cell can be read, the likeliest way first: a comma or a note may be a part of a name. */
type Reading = readonly ListItem[];

function readingsOf(text: string): Reading[] {
  const pieces = text.split(/[,、，]/).map((piece) => piece.trim());
  const commas = pieces.filter((piece) => piece !== '').map(withNote);
  return [[{ name: text }], [withNote(text)], commas];
}

function withNote(text: string): ListItem {
  const [, name, note] = WITH_NOTE.exec(text) ?? [];
  return name === undefined || note === undefined ? { name: text } : { name, note: note.trim() };
}

/** The parts of a cell between semicolons and line breaks, each with its readings. */
function partsOf(text: string): (readonly Reading[])[] {
  const parts: (readonly Reading[])[] = [];
  for (let at = 0; at < text.length;) {
    QUOTED.lastIndex = at;
    BARE.lastIndex = at;
    const quoted = QUOTED.exec(text);
    const [, name = '', note] = quoted ?? [];
    if (quoted) {
      const item = { name: name.replaceAll('""', '"'), ...(note !== undefined && { note }) };
      parts.push([[item]]);
      at = QUOTED.lastIndex;
      continue;
    }
    const bare = (BARE.exec(text)?.[1] ?? '').trim();
    if (bare !== '' && bare !== MORE) parts.push(readingsOf(bare));
    at = BARE.lastIndex;
  }
  return parts;
}

/** Every name that a cell could mean. */
export function candidatesIn(text: string): string[] {
  const items = partsOf(text).flat(2);
  return [...new Set(items.map(({ name }) => name))];
}

/** The records that a cell names, each once with the same note, and the names that are unknown. */
export function findNamed<T>(
  text: string,
  find: (name: string) => T | undefined,
): {
  readonly found: readonly { readonly record: T; readonly note?: string }[];
  readonly unknown: readonly string[];
} {
  const found: { record: T; note?: string }[] = [];
  const unknown: string[] = [];
  for (const readings of partsOf(text)) {
    const known = readings.find((items) => items.every(({ name }) => find(name) !== undefined));
    for (const { name, note } of known ?? readings.at(-1) ?? []) {
      const record = find(name);
      if (record === undefined) unknown.push(name);
      else if (!found.some((one) => one.record === record && one.note === note)) {
        found.push({ record, ...(note !== undefined && { note }) });
      }
    }
  }
  return { found, unknown };
}
