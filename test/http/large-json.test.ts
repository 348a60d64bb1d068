import { describe, expect, test } from '@jest/globals';
import { JsonError } from '#http/json.js';
import { parseLargeJson } from '#http/large-json.js';

describe('a text of megabytes is read in pieces', () => {
  // longer than several pieces, and cut within texts that look like anything else
  const tricky = '}{][\\":\\"a","'.repeat(90_000);
  const large = { first: [tricky, { second: tricky }], third: 1 };
  const members = Array.from({ length: 20_000 }, (_, n) => ({ value: `},][${n}`, type: 'User' }));

  test.each([
    ['long texts', large],
    ['a long list', members],
    ['a long list inside of others', { a: [{ b: [1, { members }, '"'] }], c: [] }],
    ['two long lists beside each other', { a: members, b: [members.slice(1), 2] }],
    ['a long list of lists and bare values', members.map(({ value }, n) => [[], n, null, value])],
    ['a long list that has a longer one inside', [members, ...members, [...members, 1]]],
  ])('as one that is read at once: %s', async (_name, value) => {
    for (const indent of [0, 2]) {
      const text = JSON.stringify(value, null, indent);
      expect(await parseLargeJson(text, 64)).toEqual(JSON.parse(text));
    }
  });

  test('__proto__ beside a long list is a key like any other', async () => {
    const text = `{"__proto__":{"polluted":true},"__proto__ ":${JSON.stringify(members)}}`;
    const value = (await parseLargeJson(text, 64)) as object;
    expect(Object.keys(value)).toEqual(['__proto__', '__proto__ ']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('and refused for what stands behind the first piece', async () => {
    const text = JSON.stringify(large);
    await expect(parseLargeJson(text.replace('"third"', '"first"'), 64)).rejects.toThrow(/twice/);
    await expect(parseLargeJson(text.replace('1}', '[[[[1]]]]}'), 4)).rejects.toThrow(/nested/);
    await expect(parseLargeJson(text.slice(0, -1), 64)).rejects.toThrow(JsonError);
  });

  /** commas beside each of which nothing may be missing: those between two parts are among them */
  const list = JSON.stringify(members);
  const commas = [...list.matchAll(/(?<=\}),(?=\{)/g)].map(({ index }) => index);
  const withAnother = (at: number): string => `${list.slice(0, at)},${list.slice(at)}`;

  test.each([
    ['a list that ends with a comma', `{"a":${list.slice(0, -1)},]}`],
    ['a list that begins with one', `{"a":[,${list.slice(1)}}`],
    ['a part of nothing but blanks', `[1,${' '.repeat(300_000)},${list.slice(1)}`],
    ['a list that is closed as an object', `{"a":${list.slice(0, -1)}}}`],
    ['an object that is closed as a list', `{"a":{"b":${list}]}`],
    ['a list that is not closed', `{"a":${list.slice(0, -1)}`],
    ['a list where only a key may stand', `{${list}:1}`],
    ['a list behind a value', `{"a":1 ${list}}`],
    ['a list behind a value of a list', `[1 ${list}]`],
    ['a part that is no list of values', `[${list.slice(1, -1)},"a":1]`],
  ])('what is malformed is said as of a short text: %s', async (_name, text) => {
    const place = /at position (\d+)/.exec(faultOf(() => JSON.parse(text)))?.[1];
    const said = `The body is not well-formed JSON${place === undefined ? '' : ` (at character ${place})`}.`;
    await expect(parseLargeJson(text, 64)).rejects.toThrow(new JsonError(said));
  });

  test('two commas without a value between them are refused, also between two parts', async () => {
    expect(commas).toHaveLength(members.length - 1);
    // a part ends with the first comma behind so many characters
    const ends = commas.filter(
      (at, n) => Math.floor(at / 262_144) > Math.floor((commas[n - 1] ?? 0) / 262_144),
    );
    expect(ends.length).toBeGreaterThan(1);
    for (const at of ends) {
      for (const near of [at, ...commas.slice(commas.indexOf(at) - 2, commas.indexOf(at) + 3)]) {
        await expect(parseLargeJson(withAnother(near), 64)).rejects.toThrow(JsonError);
      }
    }
  });

  test('others get a turn between the pieces of a text and the parts of a long list', async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    // three pieces to look at, and three parts
    const text = JSON.stringify(members);
    expect(text.length).toBeGreaterThan(2 * 262_144);
    await parseLargeJson(text, 64).finally(() => (isOver = true));
    expect(turns).toBeGreaterThanOrEqual(6);
  });
});

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('did not fail');
}
