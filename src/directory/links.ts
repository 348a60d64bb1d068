import { createHmac } from 'node:crypto';

/**
 * Tokens of links that go out by mail. Made from the installation's key whenever they are needed, so that the outbox holds none;
 * what a link opens is found by the hash that the record keeps.
 */
export interface Links {
  /** `muster_{kind}_` and 48 hexadecimal digits; the same for the same parts */
  token(kind: 'invite' | 'owner' | 'notices', ...parts: readonly (string | number)[]): string;
}

export function createLinks(key: string): Links {
  return {
    token(kind, ...parts) {
      const text = JSON.stringify([kind, ...parts]);
      const digits = createHmac('sha256', key).update(text).digest('hex');
      return `muster_${kind}_${digits.slice(0, 48)}`;
    },
  };
}
