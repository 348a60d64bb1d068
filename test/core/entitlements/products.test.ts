import { expect, test } from '@jest/globals';
import type { Organization, Product } from '#store/index.js';
import { actingAs, changeStatus, createPerson, seatsOf } from '../../kit/organization-scopes.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, type TestApplication } from '../../kit/application.js';

overApplications('products', (app) => {
  const home = (): Promise<Organization> =>
    app().core.organizations.create(app().ctx(), { name: 'Example', preset: 'nti' });
  const products = (): TestApplication['core']['products'] => app().core.products;
  const seats = (): TestApplication['core']['seats'] => app().core.seats;
  const make = (org: Organization, key: string, count = 2): Promise<Product> =>
    products().create(app().ctx(), org.id, { key, name: `The ${key}`, seats: count });
  const change = (product: Product, seatsNow: number, expected?: number): Promise<Product> =>
    products().update(app().ctx(), product.organizationId, product.id, {
      change: { seats: seatsNow },
      ...(expected !== undefined && { expected }),
    });

  test('a key is there once in an organization; what changed is journalled', async () => {
    const org = await home();
    const drawing = await make(org, 'drawing');
    expect(await faultOf(make(org, 'drawing'))).toEqual({ code: 'product.exists', key: 'drawing' });
    await make(await home(), 'drawing');
    expect(await faultOf(change(drawing, 3, 9))).toMatchObject({ code: 'request.precondition' });
    expect(await change(drawing, 3, 1)).toMatchObject({ seats: 3, version: 2 });
    const stranger = products().get(app().ctx(), (await home()).id, drawing.id);
    expect(await faultOf(stranger)).toEqual({ code: 'product.missing', id: drawing.id });
    const entries = (await app().journal(org.id)).filter(({ target }) => target.id === drawing.id);
    expect(entries.map(({ type }) => type)).toEqual(['product.created', 'product.updated']);
    expect(entries[1]?.before).toMatchObject({ seats: 2 });
    expect(entries[1]?.after).toMatchObject({ seats: 3 });
  });

  test('a pool is never smaller than its use, and a larger one goes to those who wait, in their order', async () => {
    const org = await home();
    const drawing = await make(org, 'drawing', 1);
    const people = [];
    for (const name of ['A', 'B', 'C', 'D'])
      people.push(await createPerson(app(), org, name, 'user'));
    for (const { id: memberId } of people) {
      const input = { productId: drawing.id, memberId, whenFull: 'queue' } as const;
      await seats().assign(app().ctx(), org.id, input);
    }
    expect(await seatsOf(app(), drawing.id)).toEqual([
      'A assigned',
      'B queued',
      'C queued',
      'D queued',
    ]);
    expect(await faultOf(change(drawing, 0))).toEqual({
      code: 'product.below_use',
      productId: drawing.id,
      used: 1,
      seats: 0,
    });
    await change(drawing, 3);
    expect(await seatsOf(app(), drawing.id)).toEqual([
      'A assigned',
      'B assigned',
      'C assigned',
      'D queued',
    ]);
    const use = await products().use(app().ctx(), org.id, drawing.id, 30);
    expect(use).toEqual({
      bought: 3,
      used: 3,
      reserved: 0,
      free: 0,
      held: 0,
      requested: 0,
      queued: 1,
      percent: 100,
      idle: { count: 3, of: 3, since: '2026-01-30' },
    });
  });

  test('people are told at 80 and 100 per cent, once for each crossing', async () => {
    const org = await home();
    const drawing = await make(org, 'drawing', 10);
    const told = async (): Promise<unknown[]> =>
      (await app().journal(org.id)).flatMap(({ type, after }) =>
        type === 'seat.limit_reached' ? [after?.['percent']] : [],
      );
    const ids = [];
    for (let index = 0; index < 11; index += 1) {
      ids.push((await createPerson(app(), org, `User ${index}`, 'user')).id);
    }
    const give = (...some: string[]): Promise<unknown> =>
      seats().bulk(app().ctx(), org.id, {
        action: 'assign',
        productId: drawing.id,
        memberIds: some,
      });
    await give(...ids.slice(0, 7));
    expect(await told()).toEqual([]);
    await give(...ids.slice(7, 9));
    expect(await told()).toEqual([80]);
    await give(...ids.slice(9));
    expect(await told()).toEqual([80, 100]);
    await changeStatus(app(), org, ids[0] ?? '', 'left');
    expect(await told()).toEqual([80, 100]);
    await give(ids[10] ?? '');
    expect(await told()).toEqual([80, 100, 100]);
    const line = (await app().journal(org.id)).at(-2);
    expect(line).toMatchObject({
      type: 'seat.limit_reached',
      target: { kind: 'product', id: drawing.id },
      after: { product: 'The drawing', used: 10, seats: 10, percent: 100 },
    });
    // telling is no change of the product that anybody who edits it would have to read again
    expect((await products().get(app().ctx(), org.id, drawing.id)).version).toBe(1);
  });

  test('a product that goes releases its seats, in batches, and nobody else’s', async () => {
    const org = await home();
    const scim = await app().scimConnection(org);
    await scim.seedUsers(120);
    const [drawing, other] = [await make(org, 'drawing', 200), await make(org, 'other', 200)];
    const ids = (await app().members(org.id)).map(({ id }) => id);
    for (const { id: productId } of [drawing, other]) {
      const bulk = { action: 'assign', productId, memberIds: ids } as const;
      const rows = await seats().bulk(app().ctx(), org.id, bulk);
      expect(rows.every(({ outcome }) => outcome === 'assigned')).toBe(true);
    }
    await products().remove(app().ctx(), org.id, drawing.id);
    expect(await seatsOf(app(), drawing.id)).toEqual([]);
    expect(await app().store.read.tallies.get(`seats:${drawing.id}`)).toBe(0);
    expect(await app().store.read.tallies.get(`seats:${other.id}`)).toBe(ids.length);
    const entries = (await app().journal(org.id)).filter(({ type }) => type === 'seat.released');
    expect(entries).toHaveLength(ids.length);
    expect(entries[0]?.after).toMatchObject({ because: 'product.deleted' });
  });

  test('own reach: the products of which one has or wants a seat', async () => {
    const org = await home();
    const [drawing, other] = [await make(org, 'drawing'), await make(org, 'other')];
    const one = await createPerson(app(), org, 'User One', 'user');
    await seats().assign(app().ctx(), org.id, { productId: drawing.id, memberId: one.id });
    const ctx = await actingAs(app(), one);
    const { items } = await products().list(ctx, org.id, { limit: 10 });
    expect(items.map(({ key }) => key)).toEqual(['drawing']);
    expect((await products().get(ctx, org.id, drawing.id)).key).toBe('drawing');
    expect(await faultOf(products().get(ctx, org.id, other.id))).toMatchObject({
      code: 'permission.missing',
    });
  });
});
