const SMALLEST_BYTES = 8_192;

/** Of one size; what more come back are left to the collector. */
const MAX_SPARE_COUNT = 4;

/**
 * Memory for lines that wait, used again and again. What lives as long as they do is given back by a full collection only, and V8 begins
 * one whenever enough of it has gathered: with a new buffer for each row that was twice a second under load.
 */
export class RowBuffers {
  readonly #spare = new Map<number, Buffer[]>();

  /** One of at least so many bytes; what stands in it is anything. */
  take(bytes: number): Buffer {
    let size = SMALLEST_BYTES;
    while (size < bytes) size *= 2;
    return this.#spare.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
  }

  /** Nobody may hold it any more. */
  giveBack(buffer: Buffer): void {
    const spare = this.#spare.get(buffer.length) ?? [];
    if (spare.length < MAX_SPARE_COUNT) spare.push(buffer);
    this.#spare.set(buffer.length, spare);
  }
}
