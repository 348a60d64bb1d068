import { readSheet, SheetError, type ReadOptions, type SheetRow } from '../src/index.js';

export async function readAll(
  input: AsyncIterable<Uint8Array> | Uint8Array | string,
  reading?: ReadOptions,
): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  for await (const row of readSheet(bytes, reading)) rows.push(row);
  return rows;
}

/** The rows below the titles, as plain objects. */
export async function readObjects(
  input: AsyncIterable<Uint8Array> | Uint8Array | string,
  reading?: ReadOptions,
): Promise<Record<string, string>[]> {
  const [, ...rows] = await readAll(input, reading);
  return rows.map(({ cells }) => Object.fromEntries(cells));
}

/** The error that reading ends with. Anything else that is thrown fails the test. */
export async function errorOf(
  input: AsyncIterable<Uint8Array> | Uint8Array | string,
  reading?: ReadOptions,
): Promise<SheetError> {
  try {
    await readAll(input, reading);
  } catch (error) {
    if (error instanceof SheetError) return error;
    throw error;
  }
  throw new Error('The sheet was read.');
}

export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
