import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '@muster/scim';
import type { Position } from '#store/index.js';

/** A cursor is where a page ended, of which question, and when, under our seal: nothing is kept for it (RFC 9865 section 2). */
export interface Cursors {
  encode(position: Position, question: string): string;
  /** Errors 400 `invalidCursor` (forged, or of another question) and `expiredCursor` (RFC 9865 section 2.3). */
  decode(cursor: string, question: string): Position;
}

export interface CursorOptions {
  /** whoever knows it can make cursors; the same in all processes of one service */
  readonly key: string;
  /** seconds that a cursor is good for */
  readonly timeout: number;
  readonly now: () => number;
}

const SEAL_BYTES = 16;

export function createCursors({ key, timeout, now }: CursorOptions): Cursors {
  const seal = (text: string): Buffer =>
    createHmac('sha256', key).update(text).digest().subarray(0, SEAL_BYTES);
  return {
    encode(position, question) {
      const { values, id } = position;
      const text = JSON.stringify([now(), digest(question), id, values]);
      return Buffer.concat([seal(text), Buffer.from(text, 'utf8')]).toString('base64url');
    },
    decode(cursor, question) {
      const bytes = Buffer.from(cursor, 'base64url');
      const text = bytes.subarray(SEAL_BYTES).toString('utf8');
      const genuine =
        bytes.length > SEAL_BYTES && timingSafeEqual(bytes.subarray(0, SEAL_BYTES), seal(text));
      if (!genuine) throw refuse('invalidCursor', 'The cursor is not one of this server');
      const [at, asked, id, values] = JSON.parse(text) as [
        number,
        string,
        string,
        Position['values'],
      ];
      if (asked !== digest(question)) {
        throw refuse('invalidCursor', 'The cursor belongs to a query with another filter or order');
      }
      if (at + timeout * 1_000 < now()) {
        throw refuse('expiredCursor', 'The cursor is too old; start again without one');
      }
      return { id, values };
    },
  };
}

function digest(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 16);
}
