import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse, scan, type Outline } from './json.js';

/** Characters of a large text that are looked at in one turn. */
const PIECE_LENGTH = 262_144;

/** Characters of a long list that JSON.parse is given in one turn. */
const PART_LENGTH = 262_144;

/** `parseJson` of a text of megabytes: others get their turn in the middle of it. @throws JsonError */
export async function parseLargeJson(text: string, depth: number): Promise<unknown> {
  const lists = new LongLists();
  const scanned = { position: 0, open: [], outline: lists };
  while (scanned.position < text.length) {
    scan(text, depth, scanned, Math.min(scanned.position + PIECE_LENGTH, text.length));
    await nextTurn();
  }
  if (lists.found.length === 0) return parse(text);
  try {
    return await parseInParts(text, lists.found);
  } catch {
    // says where in the text it is malformed
    return parse(text);
  }
}

/** Where a list of a text begins and ends, and the commas between its parts: positions of characters. */
interface LongList {
  readonly start: number;
  readonly cuts: readonly number[];
  readonly end: number;
}

/** Finds the lists that are longer than a part. One that has another of them inside is none. */
class LongLists implements Outline {
  readonly found: LongList[] = [];
  /** where the open ones begin; undefined for an object */
  readonly #starts: (number | undefined)[] = [];
  /** of the open ones, by their places */
  readonly #cuts = new Map<number, number[]>();

  begin(at: number, kind: 'object' | 'list'): void {
    this.#starts.push(kind === 'list' ? at : undefined);
  }

  comma(at: number): void {
    const place = this.#starts.length - 1;
    const start = this.#starts[place];
    if (start === undefined) return;
    const cuts = this.#cuts.get(place);
    if (at - (cuts?.at(-1) ?? start) < PART_LENGTH) return;
    if (cuts === undefined) this.#cuts.set(place, [at]);
    else cuts.push(at);
  }

  end(at: number, kind: 'object' | 'list'): void {
    const start = this.#starts.pop();
    const place = this.#starts.length;
    const cuts = this.#cuts.get(place);
    this.#cuts.delete(place);
    if (start === undefined || cuts === undefined || kind !== 'list') return;
    const hasAnother = (this.found.at(-1)?.start ?? 0) > start;
    if (!hasAnother) this.found.push({ start, cuts, end: at });
  }
}

/** Throws where the text is malformed, and may say another place than the one where it is. */
async function parseInParts(text: string, lists: readonly LongList[]): Promise<unknown> {
  /** by the strings that stand for them in the rest of the text */
  const values = new Map<string, unknown[]>();
  let rest = '';
  let from = 0;
  for (const list of lists) {
    const name = randomUUID();
    values.set(name, await parseList(text, list));
    rest += `${text.slice(from, list.start)}"${name}"`;
    from = list.end + 1;
  }
  rest += text.slice(from);
  const value: unknown = JSON.parse(rest, (_key, one: unknown) => {
    const list = typeof one === 'string' ? values.get(one) : undefined;
    if (list === undefined) return one;
    values.delete(one as string);
    return list;
  });
  // a list stands where only a key may
  if (values.size > 0) throw new SyntaxError('A list is no value.');
  return value;
}

async function parseList(text: string, { start, cuts, end }: LongList): Promise<unknown[]> {
  const list: unknown[] = [];
  let from = start;
  for (const to of [...cuts, end]) {
    const part = JSON.parse(`[${text.slice(from + 1, to)}]`) as unknown[];
    // a comma with nothing beside it
    if (part.length === 0) throw new SyntaxError('A list has no value between two commas.');
    for (const value of part) list.push(value);
    from = to;
    await nextTurn();
  }
  return list;
}
