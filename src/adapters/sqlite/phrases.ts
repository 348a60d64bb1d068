import { columnTypesOf, isTold, type Collection, type Phrases, type Stored } from '#store/index.js';

type Fields = Readonly<Record<string, unknown>>;

const FIRST_OF_ALL = 5;
const MAX_OWN_COUNT = FIRST_OF_ALL - 1;
const LAST = 0x1f;
const MAX_COUNT = LAST - MAX_OWN_COUNT;

// JSON has these only escaped
const OWN = new RegExp(`[${markAt(1)}-${markAt(MAX_OWN_COUNT)}]`, 'g');
const ALL = new RegExp(`[${markAt(FIRST_OF_ALL)}-${markAt(LAST)}]`, 'g');
const ANY = new RegExp(`[${markAt(0)}-${markAt(LAST)}]`);

/** Texts of JSON in which phrases that they are likely to have are one character each. */
export class PhraseBook {
  readonly #marks: ReadonlyMap<string, string>;
  readonly #pattern: RegExp;

  constructor(
    private readonly collection: Collection<Stored>,
    private readonly phrases: Phrases<Stored>,
  ) {
    const { always } = phrases;
    if (always.length > MAX_COUNT) throw new TypeError('There are more phrases than marks.');
    this.#marks = new Map(always.map((phrase, at) => [phrase, markAt(FIRST_OF_ALL + at)]));
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
    const withOwn = text.replace(ALL, (mark) => {
      const phrase = this.phrases.always[mark.charCodeAt(0) - FIRST_OF_ALL];
      if (phrase === undefined) throw new Error('A phrase of a text is unknown.');
      return phrase;
    });
    let own: readonly string[] | undefined;
    return withOwn.replace(OWN, (mark) => {
      own ??= this.phrases.own(fields as Partial<Stored>);
      return own[mark.charCodeAt(0) - 1] ?? '';
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

function markAt(code: number): string {
  return String.fromCharCode(code);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
