import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest } from '@muster/scim';
import type { SigningKeys } from '#core/index.js';
import type { Position } from '#store/index.js';

/** A cursor is where a page ended, of which question, and when, under our seal: nothing is kept for it (RFC 9865 section 2). */
export interface Cursors {
  encode(position: Position, query: string): string;
  /** Errors 400 `invalidCursor` (forged, or of another question) and `expiredCursor` (RFC 9865 section 2.3). */
  decode(cursor: string, query: string): Promise<Position>;
}

export interface CursorOptions {
  readonly keys: SigningKeys;
  /** seconds that a cursor is good for */
  readonly timeout: number;
  readonly now: () => number;
}

const SIGNATURE_BYTES = 16;

export function createCursors({ keys, timeout, now }: CursorOptions): Cursors {
  const sign = (key: Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);
  const isSignedBy = (signature: Buffer, text: string): boolean =>
    keys.of('cursors').some((key) => timingSafeEqual(signature, sign(key, text)));
  /** by any generation; another process may have signed with one that is not known here yet */
  const verify = async (signature: Buffer, text: string): Promise<boolean> => {
    if (signature.length < SIGNATURE_BYTES || text === '') return false;
    if (isSignedBy(signature, text)) return true;
    await keys.refresh();
    return isSignedBy(signature, text);
  };
  return {
    encode(position, query) {
      const { values, id } = position;
      const text = JSON.stringify([now(), digestOf(query), id, values]);
      const signature = sign(keys.of('cursors')[0], text);
      return Buffer.concat([signature, Buffer.from(text, 'utf8')]).toString('base64url');
    },
    async decode(cursor, query) {
      const bytes = Buffer.from(cursor, 'base64url');
      const text = bytes.subarray(SIGNATURE_BYTES).toString('utf8');
      if (!(await verify(bytes.subarray(0, SIGNATURE_BYTES), text))) {
        throw badRequest('invalidCursor', 'The cursor is not one of this server');
      }
      const [issuedAt, queryDigest, id, values] = JSON.parse(text) as [
        number,
        string,
        string,
        Position['values'],
      ];
      if (queryDigest !== digestOf(query)) {
        throw badRequest(
          'invalidCursor',
          'The cursor belongs to a query with another filter or order',
        );
      }
      if (issuedAt + timeout * 1_000 < now()) {
        throw badRequest('expiredCursor', 'The cursor is too old; start again without one');
      }
      return { id, values };
    },
  };
}

function digestOf(query: string): string {
  return createHash('sha256').update(query).digest('base64url').slice(0, 16);
}
