import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Fault } from '#kernel/index.js';
import type { Doors } from '../doors.js';

/** Calls of one address in a minute to what needs no key: people who follow a link need a handful. */
const CALLS = 60;

/** Fault `request.too_many` with `retryAfter`, for who tries links without a key too often. */
export function createPublicLimit({ http }: Doors): (request: Request) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: CALLS, duration: 60 });
  return async (request) => {
    const forwarded = http.trustProxy ? request.headers['x-forwarded-for'] : undefined;
    // the last hop is the one our own proxy wrote
    const last = String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim();
    const from = last || request.socket.remoteAddress || 'unknown';
    try {
      await limiter.consume(networkOf(from));
    } catch (refusal) {
      const ms = (refusal as { msBeforeNext?: number }).msBeforeNext ?? 60_000;
      throw new Fault('request.too_many', { retryAfter: Math.ceil(ms / 1_000) });
    }
  };
}

/** A customer of IPv6 has a whole network of addresses, and counts once: its first 64 bits. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const [left, right] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - (left?.length ?? 0) - (right?.length ?? 0)).fill('0');
  const groups = [...(left ?? []), ...(tail === undefined ? [] : zeros), ...(right ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
