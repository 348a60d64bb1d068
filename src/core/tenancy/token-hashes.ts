import { hash } from 'node:crypto';

/** SHA-256, hex: what is kept of tokens, keys and codes. They are random and long, so no slow hash is needed. */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}
