import { createHmac, timingSafeEqual } from 'node:crypto';
import { hashOfToken } from '#core/tenancy/index.js';
import type { SigningKeys } from './signing-keys.js';

type Parts = readonly (string | number)[];

/**
 * Tokens of links that go out by mail. Made from a key of the installation whenever they are needed, so that the outbox holds none;
 * what a link opens is found by the hash that the record keeps.
 */
export interface Links {
  /** `muster_{kind}_` and 48 hexadecimal digits; the same for the same parts and the same generation of the key */
  token(kind: 'invite' | 'notices', ...parts: Parts): string;
  /** eight digits to be typed in */
  code(kind: 'domain', ...parts: Parts): string;
  /** The token that has that hash, by whichever generation made it; undefined when that generation is gone, or not known here yet. */
  findToken(hash: string, kind: 'invite', ...parts: Parts): string | undefined;
  /** The same for a code. */
  findCode(hash: string, kind: 'domain', ...parts: Parts): string | undefined;
  /** Reads the generations again. */
  refresh(): Promise<void>;
  /** Whether the token is that of these parts, by any generation. */
  verify(token: string, kind: 'notices', ...parts: Parts): Promise<boolean>;
}

export function createLinks(keys: SigningKeys): Links {
  const purposeOf = (kind: string) => (kind === 'notices' ? 'unsubscribe' : 'links');
  const digest = (key: Buffer, parts: Parts): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  const tokenBy = (key: Buffer, kind: string, parts: Parts): string =>
    `muster_${kind}_${digest(key, [kind, ...parts])
      .toString('hex')
      .slice(0, 48)}`;
  const codeBy = (key: Buffer, kind: string, parts: Parts): string =>
    String(digest(key, ['code', kind, ...parts]).readUInt32BE() % 100_000_000).padStart(8, '0');
  return {
    token: (kind, ...parts) => tokenBy(keys.of(purposeOf(kind))[0], kind, parts),
    code: (kind, ...parts) => codeBy(keys.of(purposeOf(kind))[0], kind, parts),
    findToken: (hash, kind, ...parts) =>
      keys
        .of(purposeOf(kind))
        .map((key) => tokenBy(key, kind, parts))
        .find((token) => hashOfToken(token) === hash),
    findCode: (hash, kind, ...parts) =>
      keys
        .of(purposeOf(kind))
        .map((key) => codeBy(key, kind, parts))
        .find((code) => hashOfToken(code) === hash),
    refresh: () => keys.refresh(),
    async verify(token, kind, ...parts) {
      // what has not the form of a token was made by nobody
      if (!new RegExp(`^muster_${kind}_[0-9a-f]{48}$`).test(token)) return false;
      const given = Buffer.from(token);
      const isMade = (): boolean =>
        keys
          .of(purposeOf(kind))
          .some((key) => timingSafeEqual(given, Buffer.from(tokenBy(key, kind, parts))));
      if (isMade()) return true;
      // another process may have made it with a generation that is not known here yet
      await keys.refresh();
      return isMade();
    },
  };
}
