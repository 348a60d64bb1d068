const BATCH_CHARACTERS = 64 * 1024;

/** One JSON value per line (JSON Lines), piece by piece, never held as a whole. */
export async function* writeJsonLines(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<Uint8Array> {
  let batch = '';
  for await (const row of rows) {
    batch += `${JSON.stringify(row)}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch);
}
