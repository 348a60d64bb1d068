import { describe, expect, test } from '@jest/globals';
import {
  afterFailure,
  HEALTHY,
  pausedUntil,
  type Circuit,
} from '#integrations/webhooks/circuit.js';
import { Slots, Turns } from '#integrations/webhooks/slots.js';

const NOW = Date.parse('2026-11-06T08:00:00Z');

function failing(times: number, more: object = {}): Circuit {
  let circuit: Circuit = HEALTHY;
  for (let index = 0; index < times; index += 1) {
    circuit = afterFailure(circuit, { now: NOW, random: 1, ...more });
  }
  return circuit;
}

describe('the circuit of an endpoint', () => {
  test('four failures pause nothing, the fifth pauses for half a minute', () => {
    expect(pausedUntil(failing(4), NOW)).toBeUndefined();
    expect(pausedUntil(failing(5), NOW)).toBe(NOW + 30_000);
    expect(failing(5)).toMatchObject({ failures: 5, openings: 1 });
  });

  test('what was in flight when it opened does not open it again', () => {
    expect(failing(10)).toMatchObject({ failures: 10, openings: 1 });
    expect(pausedUntil(failing(10), NOW)).toBe(NOW + 30_000);
  });

  test('each try that fails doubles the pause, up to half an hour', () => {
    let circuit = failing(5);
    const pauses: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      circuit = afterFailure(circuit, { now: NOW, random: 1, isTry: true });
      pauses.push(((pausedUntil(circuit, NOW) ?? 0) - NOW) / 1_000);
    }
    expect(pauses).toEqual([60, 120, 240, 480, 960, 1_800, 1_800, 1_800]);
  });

  test.each([429, 502, 504])('%i pauses at once', (status) => {
    expect(pausedUntil(failing(1, { status }), NOW)).toBe(NOW + 30_000);
  });

  test('a receiver is not asked before the time it named', () => {
    const circuit = failing(6, { status: 503, retryAfterMs: 3_600_000 });
    expect(pausedUntil(circuit, NOW)).toBe(NOW + 3_600_000);
  });

  test('since when it fails is the first failure of the row', () => {
    const later = afterFailure(failing(3), { now: NOW + 1_000, random: 0 });
    expect(later.failingSince).toBe('2026-11-06T08:00:00.000Z');
  });
});

describe('who is sent to next', () => {
  const limits = { fast: 4, total: 6, perOwner: 5, perEndpoint: 3 };

  test('a slow attempt gives its place to others, and counts in the total', () => {
    const slots = new Slots(limits);
    for (const endpoint of ['a', 'b', 'c', 'd']) slots.take('one', endpoint).slow();
    expect(slots.free('two', 'e')).toBe(2);
    const taken = [slots.take('two', 'e'), slots.take('two', 'e')];
    expect(slots.free('two', 'f')).toBe(0);
    for (const one of taken) one.over();
    expect(slots.free('two', 'f')).toBe(2);
    // of the first one a fifth is left
    expect(slots.free('one', 'f')).toBe(1);
  });

  test('hooks D29: an endpoint that comes back gets one, then more with each success', () => {
    const slots = new Slots({ ...limits, fast: 99, total: 99, perOwner: 99, perEndpoint: 10 });
    slots.spare('a');
    const allowed = [slots.free('one', 'a')];
    for (let index = 0; index < 6; index += 1) {
      slots.succeeded('a');
      allowed.push(slots.free('one', 'a'));
    }
    expect(allowed).toEqual([1, 3, 5, 7, 9, 10, 10]);
    slots.failed('a');
    expect(slots.free('one', 'a')).toBe(5);
  });

  test('organizations take turns, whatever the number of their endpoints', () => {
    const turns = new Turns();
    for (const endpoint of ['a1', 'a2', 'a3', 'a4']) turns.add('a', endpoint);
    turns.add('b', 'b1');
    turns.add('c', 'c1');
    const order = Array.from({ length: 7 }, () => turns.next(() => true));
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'a3', 'a4', undefined]);
  });

  test('one that is not free is passed over, and keeps its turn', () => {
    const turns = new Turns();
    turns.add('a', 'a1');
    turns.add('b', 'b1');
    expect(turns.next((_owner, endpoint) => endpoint !== 'a1')).toBe('b1');
    expect(turns.next(() => true)).toBe('a1');
  });
});
