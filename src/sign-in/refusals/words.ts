/**
 * Whose side a fault is on. `provider`: the identity provider and its settings; `muster`: the connection's settings here; `clock`: one of
 * the two clocks; `browser`: the person's way through it; `sender`: what no provider sends.
 */
export type RefusalSide = 'provider' | 'muster' | 'clock' | 'browser' | 'sender';

export interface RefusalWords {
  readonly side: RefusalSide;
  readonly message: string;
  readonly next: string;
}
