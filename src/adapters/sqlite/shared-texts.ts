import type { RowValues, SqlValue } from './driver.js';

/**
 * Texts that very many records share: their columns hold the number. A number stands for its text as long as the file is there, so that
 * connections may remember it; 0 is the empty text, which is nobody's value (`present` of a question).
 */
export const SHARED_TEXTS = `
  CREATE TABLE IF NOT EXISTS shared_texts (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  INSERT OR IGNORE INTO shared_texts (number, text) VALUES (0, '')`;

const TEXT = 'SELECT text FROM shared_texts WHERE number = ?';
const NUMBER = 'SELECT number FROM shared_texts WHERE text = ?';
const ADD = 'INSERT INTO shared_texts (text) VALUES (?)';

/** Remembered of each kind; then all are looked up anew. There are a few for each tenant. */
const MAX_TEXT_COUNT = 20_000;

/** The number of a text in SQL, NULL when no record has it; `text`: SQL of the text. */
export function numberSql(text: string): string {
  return `(SELECT number FROM shared_texts WHERE text = ${text})`;
}

/** The numbers in SQL of the texts that meet a condition about `text`. */
export function numbersSql(condition: string): string {
  return `(SELECT number FROM shared_texts WHERE ${condition})`;
}

/** What is used of a connection. */
interface Asking {
  list(sql: string, parameters: readonly SqlValue[]): RowValues | undefined;
  insert(sql: string, parameters: readonly SqlValue[]): number;
}

/** The shared texts that one connection has met. */
export class SharedTexts {
  readonly #texts = new Map<number, string>();
  readonly #numbers = new Map<string, number>();
  /** whether there may be numbers of a transaction that is not committed */
  #hasMade = false;

  constructor(private readonly connection: Asking) {}

  /** @throws Error where the file does not say it: it is damaged */
  textOf(number: number): string {
    const known = this.#texts.get(number);
    if (known !== undefined) return known;
    const [text] = this.connection.list(TEXT, [number]) ?? [];
    if (typeof text !== 'string') throw new Error(`The shared text ${String(number)} is missing.`);
    if (this.#texts.size >= MAX_TEXT_COUNT) this.#texts.clear();
    this.#texts.set(number, text);
    return text;
  }

  /** Of a record that is about to be written: a text that no record has yet gets the next number. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#find(text) ?? this.#make(text);
    if (this.#numbers.size >= MAX_TEXT_COUNT) this.#numbers.clear();
    this.#numbers.set(text, number);
    return number;
  }

  /** At a rollback: the numbers that it takes back are given to other texts. At a beginning: there may have been one. */
  forgetUncommitted(): void {
    if (!this.#hasMade) return;
    this.#texts.clear();
    this.#numbers.clear();
    this.#hasMade = false;
  }

  #find(text: string): number | undefined {
    const [number] = this.connection.list(NUMBER, [text]) ?? [];
    return typeof number === 'number' ? number : undefined;
  }

  #make(text: string): number {
    this.#hasMade = true;
    return this.connection.insert(ADD, [text]);
  }
}
