import { columnTypesOf, isTold, type Collection, type Phrases, type Stored } from '#store/index.js';

type Fields = Readonly<Record<string, unknown>>;

const FIRST_OF_ALL = 5;
const MAX_OWN_COUNT = FIRST_OF_ALL - 1;
const LAST = 0x1f;
const MAX_COUNT = LAST - MAX_OWN_COUNT;

// JSON has these only escaped
const MARKS = new RegExp(`[${markAt(1)}-${markAt(LAST)}]`, 'g');
const ANY = new RegExp(`[${markAt(0)}-${markAt(LAST)}]`);

/** A phrase of all records, which has one of a record's own in it where `at` says which. */
interface Parts {
  readonly before: string;
  readonly at?: number;
  readonly after: string;
}

/** Texts of JSON in which phrases that they are likely to have are one character each. */
export class PhraseBook {
  readonly #marks: ReadonlyMap<string, string>;
  readonly #pattern: RegExp;
  readonly #parts: readonly Parts[];

  constructor(
    private readonly collection: Collection<Stored>,
    private readonly phrases: Phrases<Stored>,
  ) {
    const { always } = phrases;
    if (always.length > MAX_COUNT) throw new TypeError('There are more phrases than marks.');
    this.#marks = new Map(always.map((phrase, at) => [phrase, markAt(FIRST_OF_ALL + at)]));
    this.#parts = always.map(partsOf);
    // where two begin at one place the longer one takes more out
    const longest = [...always].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longest.map(escaped).join('|'), 'g');
  }

  shorten(text: string, record: Stored): string {
    const ownShortened = this.#isTold(record) ? this.#withoutOwn(text, record) : text;
    return ownShortened.replace(this.#pattern, (phrase) => this.#marks.get(phrase) ?? phrase);
  }

  /** @throws Error where a mark is of a later release */
  lengthen(text: string, fields: Fields): string {
    let own: readonly string[] | undefined;
    return text.replace(MARKS, (mark) => {
      own ??= this.phrases.own(fields as Partial<Stored>);
      const code = mark.charCodeAt(0);
      if (code < FIRST_OF_ALL) return own[code - 1] ?? '';
      const parts = this.#parts[code - FIRST_OF_ALL];
      if (parts === undefined) throw new Error('A phrase of a text is unknown.');
      const { before, at, after } = parts;
      return at === undefined ? before : before + (own[at] ?? '') + after;
    });
  }

  #withoutOwn(text: string, record: Stored): string {
    let shortened = text;
    for (const [at, phrase] of this.phrases.own(record).slice(0, MAX_OWN_COUNT).entries()) {
      // JSON has none of these as they are: what is found of them would be a mark
      if (phrase === '' || ANY.test(phrase)) continue;
      shortened = shortened.replaceAll(phrase, markAt(at + 1));
    }
    return shortened;
  }

  /** What a column does not hand back as it was is no part of a phrase. */
  #isTold(record: Stored): boolean {
    const types = columnTypesOf(this.collection);
    return this.phrases.columns.every((name) => {
      const type = types.get(name);
      return type !== undefined && isTold(type, record[name]);
    });
  }
}

function partsOf(phrase: string): Parts {
  const [before = '', after, ...more] = phrase.split(ANY);
  if (after === undefined) return { before, after: '' };
  if (more.length > 0) throw new TypeError('A phrase has more than one of a record in it.');
  return { before, at: phrase.charCodeAt(before.length) - 1, after };
}

function markAt(code: number): string {
  return String.fromCharCode(code);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
