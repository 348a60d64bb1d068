import { createHmac } from 'node:crypto';

/**
 * Tokens of links that go out by mail. Made from the installation's key whenever they are needed, so that the outbox holds none;
 * what a link opens is found by the hash that the record keeps.
 */
export interface Links {
  /** `muster_{kind}_` and 48 hexadecimal digits; the same for the same parts */
  token(kind: 'invite' | 'owner' | 'notices', ...parts: readonly (string | number)[]): string;
  /** eight digits to be typed in */
  code(kind: 'domain', ...parts: readonly (string | number)[]): string;
}

export function createLinks(key: string): Links {
  const digest = (...parts: readonly (string | number)[]): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  return {
    token: (kind, ...parts) =>
      `muster_${kind}_${digest(kind, ...parts)
        .toString('hex')
        .slice(0, 48)}`,
    code: (kind, ...parts) =>
      String(digest('code', kind, ...parts).readUInt32BE() % 100_000_000).padStart(8, '0'),
  };
}
