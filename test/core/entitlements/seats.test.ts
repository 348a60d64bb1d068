import { expect, test } from '@jest/globals';
import type { Member, Organization, Product } from '#store/index.js';
import { actingAs, changeStatus, createPerson, seatsOf } from '../../kit/organization-scopes.js';
import { faultOf } from '../../kit/faults.js';
import {
  overApplications,
  retryEngineDeadlocks,
  type TestApplication,
} from '../../kit/application.js';

interface SeatFixture {
  readonly org: Organization;
  readonly product: Product;
  readonly people: readonly Member[];
}

overApplications('seats', (app, environment) => {
  const seats = (): TestApplication['core']['seats'] => app().core.seats;

  /** An account with one product and some users: `User 0`, `User 1` … */
  async function office(pool: number, count: number, preset = 'nti'): Promise<SeatFixture> {
    const { organizations, products } = app().core;
    const input = { name: 'Example', preset, ...(preset === 'nti' ? {} : { plan: 'paid' }) };
    const org = await organizations.create(app().ctx(), input);
    const product = await products.create(app().ctx(), org.id, {
      key: 'drawing',
      name: 'Drawing',
      seats: pool,
    });
    const people: Member[] = [];
    const role = preset === 'nti' ? 'user' : 'standard-user';
    for (let index = 0; index < count; index += 1) {
      people.push(await createPerson(app(), org, `User ${index}`, role));
    }
    return { org, product, people };
  }

  const give = (
    { org, product, people }: SeatFixture,
    index: number,
    whenFull?: 'refuse' | 'request' | 'queue',
  ): ReturnType<TestApplication['core']['seats']['assign']> =>
    seats().assign(app().ctx(), org.id, {
      productId: product.id,
      memberId: people[index]?.id ?? '',
      ...(whenFull && { whenFull }),
    });
  const state = ({ product }: SeatFixture): Promise<string[]> => seatsOf(app(), product.id);
  const used = ({ product }: SeatFixture, status = ''): Promise<number> =>
    app().store.read.tallies.get(`seats:${product.id}${status && `:${status}`}`);

  test('1.6, 1.8: a seat is assigned, counted, and told with the names that a mail needs', async () => {
    const one = await office(2, 2);
    expect(await give(one, 0)).toMatchObject({
      status: 'assigned',
      productName: 'Drawing',
      memberName: 'User 0',
      source: { kind: 'manual' },
    });
    expect(await faultOf(give(one, 0))).toMatchObject({ code: 'seat.held', status: 'assigned' });
    expect(await used(one)).toBe(1);
    const line = (await app().journal(one.org.id)).at(-1);
    expect(line).toMatchObject({
      type: 'seat.assigned',
      target: { kind: 'member', id: one.people[0]?.id },
      after: { productId: one.product.id, product: 'Drawing', memberId: one.people[0]?.id },
    });
    await changeStatus(app(), one.org, one.people[1]?.id ?? '', 'suspended');
    expect(await faultOf(give(one, 1))).toMatchObject({ code: 'member.not_active' });
    const stranger = seats().assign(app().ctx(), one.org.id, {
      productId: one.product.id,
      memberId: one.org.id,
    });
    expect(await faultOf(stranger)).toMatchObject({ code: 'member.missing' });
  });

  test('1.7, (e): with no free seat it is refused, or becomes a request to an approver', async () => {
    const one = await office(1, 2);
    await give(one, 0);
    expect(await faultOf(give(one, 1))).toMatchObject({
      code: 'seat.none_free',
      product: 'Drawing',
      seats: 1,
    });
    const request = await give(one, 1, 'request');
    expect(request.status).toBe('requested');
    expect(await faultOf(give(one, 1, 'request'))).toMatchObject({ code: 'seat.requested' });
    const inbox = await seats().list(app().ctx(), one.org.id, { limit: 10, status: 'requested' });
    expect(inbox.items.map(({ id, memberName }) => [id, memberName])).toEqual([
      [request.id, 'User 1'],
    ]);
    const approved = await seats().approve(app().ctx(), one.org.id, request.id);
    expect(approved.status).toBe('queued');
    expect(await faultOf(seats().approve(app().ctx(), one.org.id, request.id))).toMatchObject({
      code: 'seat.decided',
      status: 'queued',
    });
    const [first] = (await seats().list(app().ctx(), one.org.id, { limit: 10 })).items;
    await seats().release(app().ctx(), one.org.id, first?.id ?? '');
    expect(await state(one)).toEqual(['User 1 assigned']);
    expect(await used(one)).toBe(1);
    const types = (await app().journal(one.org.id)).map(({ type }) => type);
    // the pool is as full as before, so nobody is told of it again
    expect(types.slice(-4)).toEqual([
      'seat.requested',
      'seat.queued',
      'seat.released',
      'seat.assigned',
    ]);
  });

  test('a member asks for a seat; it is approved at once where one is free, denied with a reason, or withdrawn', async () => {
    const one = await office(3, 3);
    const asking = await Promise.all(one.people.map((member) => actingAs(app(), member)));
    const ask = (index: number): ReturnType<TestApplication['core']['seats']['request']> =>
      seats().request(asking[index] ?? app().ctx(), one.org.id, {
        productId: one.product.id,
        reason: 'please',
      });
    const [a, b, c] = [await ask(0), await ask(1), await ask(2)];
    expect(await faultOf(ask(0))).toMatchObject({ code: 'seat.requested' });
    expect((await seats().approve(app().ctx(), one.org.id, a.id)).status).toBe('assigned');
    expect(await faultOf(ask(0))).toMatchObject({ code: 'seat.held' });
    const denied = await seats().deny(app().ctx(), one.org.id, b.id, 'not now');
    expect(denied).toMatchObject({ status: 'denied', reason: 'not now', decidedBy: 'operator' });
    expect((await ask(1)).status).toBe('requested');
    const theirs = seats().withdraw(asking[1] ?? app().ctx(), one.org.id, c.id);
    expect(await faultOf(theirs)).toMatchObject({ code: 'permission.missing' });
    await seats().withdraw(asking[2] ?? app().ctx(), one.org.id, c.id);
    expect(await state(one)).toEqual(['User 0 assigned', 'User 1 requested']);
    const types = (await app().journal(one.org.id)).map(({ type }) => type);
    expect(types.slice(-4)).toEqual([
      'seat.assigned',
      'seat.denied',
      'seat.requested',
      'seat.withdrawn',
    ]);
    expect(await faultOf(seats().request(app().ctx(), one.org.id, a))).toMatchObject({
      code: 'acting.unknown',
    });
  });

  test('1.9, 1.10, 1.25: unassigning and leaving free the seat in the same moment, and of this account only', async () => {
    const [one, other] = [await office(2, 3), await office(1, 1)];
    await give(other, 0);
    const seat = await give(one, 0);
    await give(one, 1);
    await give(one, 2, 'queue');
    await seats().release(app().ctx(), one.org.id, seat.id);
    expect(await state(one)).toEqual(['User 1 assigned', 'User 2 assigned']);
    expect(await faultOf(seats().release(app().ctx(), one.org.id, seat.id))).toMatchObject({
      code: 'seat.missing',
    });
    const theirs = seats().release(app().ctx(), other.org.id, seat.id);
    expect(await faultOf(theirs)).toMatchObject({ code: 'seat.missing' });
    await changeStatus(app(), one.org, one.people[1]?.id ?? '', 'left');
    expect(await state(one)).toEqual(['User 2 assigned']);
    expect(await used(one)).toBe(1);
    expect(await state(other)).toEqual(['User 0 assigned']);
    const released = (await app().journal(one.org.id)).filter(
      ({ type }) => type === 'seat.released',
    );
    expect(released.map(({ after }) => after?.['because'])).toEqual([undefined, 'member.left']);
  });

  test('suspended: held and not counted; back: taken again, or first in the queue', async () => {
    const one = await office(1, 3);
    const [first = '', second = ''] = one.people.map(({ id }) => id);
    await give(one, 0);
    await give(one, 2, 'queue');
    await changeStatus(app(), one.org, first, 'suspended');
    expect(await state(one)).toEqual(['User 0 held', 'User 2 assigned']);
    await changeStatus(app(), one.org, first, 'active');
    await give(one, 1, 'queue');
    expect(await state(one)).toEqual(['User 0 queued', 'User 1 queued', 'User 2 assigned']);
    // a wish waits with its member: no seat comes free for somebody who cannot sit on it
    await changeStatus(app(), one.org, second, 'suspended');
    expect(await state(one)).toEqual(['User 0 queued', 'User 1 held', 'User 2 assigned']);
    await changeStatus(app(), one.org, one.people[2]?.id ?? '', 'left');
    expect(await state(one)).toEqual(['User 0 assigned', 'User 1 held']);
    expect([await used(one), await used(one, 'held'), await used(one, 'queued')]).toEqual([
      1, 1, 0,
    ]);
  });

  test('bulk: a result for each, and the same list again changes nothing', async () => {
    const one = await office(2, 4);
    const ids = one.people.map(({ id }) => id);
    const bulk = (
      action: 'assign' | 'release',
      whenFull?: 'queue',
    ): ReturnType<TestApplication['core']['seats']['bulk']> =>
      seats().bulk(app().ctx(), one.org.id, {
        action,
        productId: one.product.id,
        memberIds: [...ids.slice(0, 3), one.org.id],
        ...(whenFull && { whenFull }),
      });
    const outcomes = (rows: readonly { outcome: string; code?: string }[]): string[] =>
      rows.map(({ outcome, code }) => code ?? outcome);
    expect(outcomes(await bulk('assign'))).toEqual([
      'assigned',
      'assigned',
      'seat.none_free',
      'member.missing',
    ]);
    expect(outcomes(await bulk('assign', 'queue'))).toEqual([
      'unchanged',
      'unchanged',
      'queued',
      'member.missing',
    ]);
    expect(outcomes(await bulk('assign', 'queue'))).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
      'member.missing',
    ]);
    expect(outcomes(await bulk('release'))).toEqual([
      'released',
      'released',
      'released',
      'member.missing',
    ]);
    expect(await state(one)).toEqual([]);
    expect(await used(one)).toBe(0);
    const many = Array.from({ length: 1_001 }, () => ids[0] ?? '');
    const tooMany = seats().bulk(app().ctx(), one.org.id, {
      action: 'assign',
      productId: one.product.id,
      memberIds: many,
    });
    expect(await faultOf(tooMany)).toMatchObject({ code: 'request.invalid' });
  });

  test('0.23, 0.26: a power user hands seats out; a standard user sees their own and no others', async () => {
    const one = await office(5, 2, 'lonti');
    const power = await createPerson(app(), one.org, 'Power', 'power-user');
    const ctx = await actingAs(app(), power);
    const [mine = '', theirs = ''] = one.people.map(({ id }) => id);
    for (const memberId of [mine, theirs]) {
      await seats().assign(ctx, one.org.id, { productId: one.product.id, memberId });
    }
    const standard = await actingAs(app(), one.people[0] ?? power);
    const seen = await seats().list(standard, one.org.id, { limit: 10 });
    expect(seen.items.map(({ memberId }) => memberId)).toEqual([mine]);
    const own = await seats().ofMember(standard, one.org.id, mine, { limit: 10 });
    expect(own.items.map(({ productName, status }) => [productName, status])).toEqual([
      ['Drawing', 'assigned'],
    ]);
    for (const work of [
      () => seats().ofMember(standard, one.org.id, theirs, { limit: 10 }),
      () => seats().list(standard, one.org.id, { limit: 10, memberId: theirs }),
    ]) {
      expect(await faultOf(work())).toMatchObject({ code: 'permission.missing' });
    }
  });

  test('200 at once for the last seat: one gets it, from two houses over one database', async () => {
    const one = await office(2, 10);
    await give(one, 0);
    const second = await environment.secondApplication();
    const tries = Array.from({ length: 200 }, (_, index) => {
      const { core, ctx } = index % 2 === 0 ? app() : second;
      const memberId = one.people[1 + (index % 9)]?.id ?? '';
      return retryEngineDeadlocks(() =>
        core.seats.assign(ctx(), one.org.id, { productId: one.product.id, memberId }),
      );
    });
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(
      refused.filter((text) => !/no free seat|seat of that product already/.test(text)),
    ).toEqual([]);
    expect(await used(one)).toBe(2);
    expect((await state(one)).filter((text) => text.endsWith('assigned'))).toHaveLength(2);
  }, 120_000);

  test('the sweep gives what a crash between two batches left waiting', async () => {
    const one = await office(0, 3);
    for (const index of [0, 1, 2]) await give(one, index, 'queue');
    await app().store.transaction(one.org.id, async (tx) => {
      const product = await tx.products.get(one.product.id);
      if (product) await tx.products.update({ ...product, version: product.version + 1, seats: 2 });
    });
    const { done, more } = await seats().fillQueues(app().ctx());
    expect([done, more]).toEqual([2, false]);
    expect(await state(one)).toEqual(['User 0 assigned', 'User 1 assigned', 'User 2 queued']);
    expect((await seats().fillQueues(app().ctx())).done).toBe(0);
  });

  test.each([1, 2, 3])(
    'whatever happens, the tally is what is assigned (%i)',
    async (seed) => {
      const one = await office(3, 6);
      const dice = randomOf(seed);
      const { products } = app().core;
      const moves: (() => Promise<unknown>)[] = [
        () => give(one, dice(6), (['refuse', 'request', 'queue'] as const)[dice(3)]),
        async () => {
          const seat = await anySeat(one, dice);
          if (seat) await seats().release(app().ctx(), one.org.id, seat);
        },
        () => changeStatus(app(), one.org, one.people[dice(6)]?.id ?? '', 'suspended'),
        () => changeStatus(app(), one.org, one.people[dice(6)]?.id ?? '', 'active'),
        () => changeStatus(app(), one.org, one.people[dice(6)]?.id ?? '', 'left'),
        async () => {
          const [item] = (await listed(one, 'requested')).items;
          if (item) await seats().approve(app().ctx(), one.org.id, item.id);
        },
        () =>
          products.update(app().ctx(), one.org.id, one.product.id, {
            change: { seats: dice(6) },
          }),
      ];
      for (let step = 0; step < 60; step += 1) {
        await moves[dice(moves.length)]?.().catch((error: unknown) => {
          // what the rules refuse is part of the game
          if (!(error instanceof Error) || error.name !== 'Fault') throw error;
        });
        await expectSound(one);
      }
    },
    120_000,
  );

  const listed = (one: SeatFixture, status: 'requested' | 'assigned' | 'held' | 'queued') =>
    seats().list(app().ctx(), one.org.id, { limit: 200, status, productId: one.product.id });

  async function anySeat(
    one: SeatFixture,
    dice: (sides: number) => number,
  ): Promise<string | undefined> {
    const all = [...(await listed(one, 'assigned')).items, ...(await listed(one, 'queued')).items];
    return all[dice(Math.max(1, all.length))]?.id;
  }

  async function expectSound(one: SeatFixture): Promise<void> {
    const now = await app().store.read.products.get(one.product.id);
    const counts: Record<string, number> = {};
    for (const status of ['assigned', 'held', 'requested', 'queued'] as const) {
      counts[status] = (await listed(one, status)).items.length;
      expect(await used(one, status === 'assigned' ? '' : status)).toBe(counts[status]);
    }
    expect(counts['assigned']).toBeLessThanOrEqual(now?.seats ?? 0);
    // nobody who could have a seat is left waiting while one is free
    if ((counts['queued'] ?? 0) > 0) expect(counts['assigned']).toBe(now?.seats);
  }
});

/** Numbers from 0 below `sides`, the same ones for the same seed. */
function randomOf(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
