import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { operationList, projectionOf } from '#api/index.js';

describe('what leaves is what the contract declares', () => {
  const member = z.strictObject({
    id: z.string(),
    grants: z.array(z.strictObject({ role: z.string() })),
    note: z.string().optional(),
  });

  test('fields that are not declared stay inside, at every depth', () => {
    const record = {
      id: '1',
      grants: [{ role: 'admin', by: 'x' }],
      hash: 'secret',
      note: undefined,
    };
    expect(projectionOf(member)(record)).toStrictEqual({ id: '1', grants: [{ role: 'admin' }] });
  });

  test('pages, records by key, and optional and nullable parts', () => {
    const page = z.strictObject({
      items: z.array(member.pick({ id: true })),
      byId: z.record(z.string(), member.pick({ id: true })).optional(),
      one: member.pick({ id: true }).nullable(),
    });
    const record = { id: '1', hash: 'secret' };
    expect(projectionOf(page)({ items: [record], byId: { a: record }, one: null })).toStrictEqual({
      items: [{ id: '1' }],
      byId: { a: { id: '1' } },
      one: null,
    });
  });

  test('a variant is told by its discriminator', () => {
    const row = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('member'), id: z.string() }),
      z.strictObject({ kind: z.literal('invitation'), email: z.string() }),
    ]);
    const project = projectionOf(row);
    const record = { id: '1', email: 'a@example.com' };
    expect(project({ ...record, kind: 'member' })).toStrictEqual({ kind: 'member', id: '1' });
    expect(project({ ...record, kind: 'invitation' })).toStrictEqual({
      kind: 'invitation',
      email: 'a@example.com',
    });
    expect(() => project({ ...record, kind: 'other' })).toThrow(TypeError);
  });

  test('a loose object and values of any kind stay as they are', () => {
    const loose = z.looseObject({ kind: z.string() });
    expect(projectionOf(loose)({ kind: 'x', more: 1 })).toStrictEqual({ kind: 'x', more: 1 });
    expect(projectionOf(z.unknown())({ any: 1 })).toStrictEqual({ any: 1 });
  });

  test('a union of objects without a discriminator is refused when the server starts', () => {
    const union = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]);
    expect(() => projectionOf(union)).toThrow('A union of objects needs a discriminator.');
  });

  test.each(operationList.map((one) => [one.operationId, one.answer.body] as const))(
    'the answer of %s can be projected',
    (_operationId, body) => {
      expect(projectionOf(body)).toBeInstanceOf(Function);
    },
  );
});
