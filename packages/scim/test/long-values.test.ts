import { expect, test } from '@jest/globals';
import { LongValues, writeWithLongValues } from '../src/long-values.js';
import { bodyText } from '../src/responses.js';

const RESOURCE = { id: 'g', displayName: 'Everybody \u{1f680}' };

function valuesOf(...pieces: readonly (readonly string[])[]): LongValues {
  return new LongValues(async (visit) => {
    for (const piece of pieces) await visit(piece.map((value) => ({ value })));
  });
}

async function written(values: LongValues, present = async (piece: unknown) => piece) {
  return writeWithLongValues(RESOURCE, { name: 'members', values }, present);
}

test('the pieces of a long answer are its JSON when they are put together', async () => {
  const pieces = await written(valuesOf(['a', 'b\u{1f680}'], ['c']));
  const members = ['a', 'b\u{1f680}', 'c'].map((value) => ({ value }));
  expect(bodyText(pieces)).toBe(JSON.stringify({ ...RESOURCE, members }));
  expect(Buffer.concat(pieces).toString()).toBe(bodyText(pieces));
});

test('without values, or where the client gets none, it is the resource alone', async () => {
  expect(bodyText(await written(valuesOf()))).toBe(JSON.stringify(RESOURCE));
  const nothing = await written(valuesOf(['a'], ['b']), async () => undefined);
  expect(bodyText(nothing)).toBe(JSON.stringify(RESOURCE));
});

test('of its text the beginning is to be had', async () => {
  const pieces = await written(valuesOf(['a'], ['b'], ['c']));
  const beginning = bodyText(pieces, 1);
  expect(bodyText(pieces).startsWith(beginning)).toBe(true);
  expect(beginning).toContain('"a"');
  expect(beginning).not.toContain('"c"');
});

test('a text that is longer than the memory it is written into is whole, with characters of four bytes where a block ends', async () => {
  const long = Array.from({ length: 9 }, (_none, n) => 'x'.repeat(n) + '\u{1f680}'.repeat(60_000));
  const pieces = await written(valuesOf(...long.map((one) => [one])));
  const members = long.map((value) => ({ value }));
  expect(Buffer.concat(pieces).toString() === JSON.stringify({ ...RESOURCE, members })).toBe(true);
  // each piece is UTF-8 by itself
  expect(bodyText(pieces) === Buffer.concat(pieces).toString()).toBe(true);
});
