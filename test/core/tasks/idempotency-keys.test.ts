import { describe, expect, test } from '@jest/globals';
import { isFault, newId } from '#kernel/index.js';
import { overApplications } from '../../kit/application.js';

// A request that was named is done once: told here without HTTP; test/http/rest tells it at the door.

const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'nothing';
  } catch (error) {
    return isFault(error) ? error.code : String(error);
  }
};

overApplications('idempotency keys', (app, environment) => {
  const named = (content = 'a', key: string = newId()) => ({
    caller: 'api_key:1',
    operationId: 'createThing',
    key,
    content,
  });
  const answer = { status: 201, body: '{"id":"1"}' };

  describe('one request', () => {
    test('is the first once, and then gets the answer of the first', async () => {
      const { core, ctx } = app();
      const keys = core.idempotencyKeys;
      const request = named();
      expect(await keys.begin(ctx(), request)).toBeUndefined();
      expect(await refusal(keys.begin(ctx(), request))).toBe('idempotency.running');
      await keys.finish(ctx(), request, answer);
      expect(await keys.begin(ctx(), request)).toEqual(answer);
    });

    test('with other content under the same key is refused', async () => {
      const { core, ctx } = app();
      const keys = core.idempotencyKeys;
      const request = named('a');
      await keys.begin(ctx(), request);
      await keys.finish(ctx(), request, answer);
      const other = { ...request, content: 'b' };
      expect(await refusal(keys.begin(ctx(), other))).toBe('idempotency.conflict');
    });

    test('of another caller or operation is another request', async () => {
      const { core, ctx } = app();
      const keys = core.idempotencyKeys;
      const request = named();
      await keys.begin(ctx(), request);
      expect(await keys.begin(ctx(), { ...request, caller: 'api_key:2' })).toBeUndefined();
      expect(await keys.begin(ctx(), { ...request, operationId: 'other' })).toBeUndefined();
    });

    test('that failed can be sent again', async () => {
      const { core, ctx } = app();
      const keys = core.idempotencyKeys;
      const request = named();
      await keys.begin(ctx(), request);
      await keys.forget(ctx(), request);
      expect(await keys.begin(ctx(), request)).toBeUndefined();
    });

    test('of a process that died blocks its key for ten seconds', async () => {
      const { core, ctx, clock } = app();
      const keys = core.idempotencyKeys;
      const request = named();
      await keys.begin(ctx(), request);
      clock.advance(9_000);
      expect(await refusal(keys.begin(ctx(), request))).toBe('idempotency.running');
      clock.advance(2_000);
      expect(await keys.begin(ctx(), request)).toBeUndefined();
    });
  });

  test('of fifty at once, in two processes, one is the first', async () => {
    const other = await environment.secondApplication();
    const request = named();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const { core, ctx } = n % 2 ? app() : other;
        return refusal(
          core.idempotencyKeys.begin(ctx(), request).then((known) => {
            expect(known).toBeUndefined();
          }),
        );
      }),
    );
    expect(results.filter((one) => one === 'nothing')).toHaveLength(1);
    expect(new Set(results)).toEqual(new Set(['nothing', 'idempotency.running']));
  });

  test('after 24 hours the key is free again, and the sweep takes what is left', async () => {
    const { core, ctx, clock, store } = app();
    const keys = core.idempotencyKeys;
    const request = named();
    await keys.begin(ctx(), request);
    await keys.finish(ctx(), request, answer);
    clock.advance(86_400_000);
    expect(await keys.begin(ctx(), request)).toBeUndefined();
    await keys.finish(ctx(), request, answer);
    clock.advance(86_400_001);
    while ((await keys.sweep(ctx())).more);
    expect(await store.read.idempotencyKeys.count({ kind: 'all', terms: [] })).toBe(0);
  });
});
