import { describe, expect, test } from '@jest/globals';
import { planSteps, type PlannedOperation } from '../../src/bulk/plan.js';

function operation(creates: string | undefined, ...needs: string[]): PlannedOperation {
  return { ...(creates !== undefined && { creates }), needs: new Set(needs) };
}

/** `0 2 1` is the order of runs; `1-a` runs 1 without its reference to a, `1+` completes it. */
function shown(operations: readonly PlannedOperation[]): string {
  return planSteps(operations)
    .map(({ kind, index, without }) =>
      kind === 'complete' ? `${index}+` : [index, ...without].join('-'),
    )
    .join(' ');
}

describe('the order of a bulk job (row 97)', () => {
  test('without references it is the order of the request', () => {
    expect(shown([operation('a'), operation(undefined), operation('b')])).toBe('0 1 2');
  });

  test('a POST that an earlier operation refers to is brought forward, and nothing else', () => {
    expect(shown([operation('g', 'u'), operation(undefined), operation('u')])).toBe('2 0 1');
  });

  test('a chain of forward references runs from its end', () => {
    expect(shown([operation('a', 'b'), operation('b', 'c'), operation('c')])).toBe('2 1 0');
  });

  test('of a circular pair one runs without the reference and is completed at once', () => {
    expect(shown([operation('a', 'b'), operation('b', 'a'), operation('c')])).toBe('1-a 0 1+ 2');
  });

  test('a resource that refers to itself is completed right after it is created', () => {
    expect(shown([operation('a', 'a'), operation('b')])).toBe('0-a 0+ 1');
  });

  test('a circle of three with a chord is completed when the last of them exists', () => {
    const three = [operation('a', 'b'), operation('b', 'c'), operation('c', 'b', 'a')];
    expect(shown(three)).toBe('2-b-a 1 0 2+');
  });

  test('two that wait for the same one are both completed', () => {
    const hub = [operation('hub', 'x', 'y'), operation('x', 'hub'), operation('y', 'hub')];
    expect(shown(hub)).toBe('1-hub 2-hub 0 1+ 2+');
  });

  test('an unknown bulkId changes no order', () => {
    expect(shown([operation('a', 'nowhere'), operation('b')])).toBe('0 1');
  });

  test('a chain of 20,000 is planned without deep recursion, every operation once', () => {
    const size = 20_000;
    const chain = Array.from({ length: size }, (_, index) =>
      operation(`o${index}`, `o${index + 1}`),
    );
    const steps = planSteps(chain);
    expect(steps).toHaveLength(size);
    expect(steps[0]?.index).toBe(size - 1);
    expect(new Set(steps.map(({ index }) => index)).size).toBe(size);
  });

  test('a full circle of 5,000 is closed by one completion', () => {
    const size = 5_000;
    const ring = Array.from({ length: size }, (_, index) =>
      operation(`o${index}`, `o${(index + 1) % size}`),
    );
    const completions = planSteps(ring).filter(({ kind }) => kind === 'complete');
    expect(completions).toEqual([{ kind: 'complete', index: size - 1, without: new Set(['o0']) }]);
  });
});
