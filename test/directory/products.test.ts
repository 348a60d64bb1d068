import { expect, test } from '@jest/globals';
import type { Organization, Product } from '#store/index.js';
import { as, become, person, seatsOf } from '../kit/belongings.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, type House } from '../kit/house.js';

overHouses('products', (house) => {
  const home = (): Promise<Organization> =>
    house().directory.organizations.create(house().ctx(), { name: 'Example', preset: 'nti' });
  const products = (): House['directory']['products'] => house().directory.products;
  const seats = (): House['directory']['seats'] => house().directory.seats;
  const make = (org: Organization, key: string, count = 2): Promise<Product> =>
    products().create(house().ctx(), org.id, { key, name: `The ${key}`, seats: count });
  const change = (product: Product, seatsNow: number, expected?: number): Promise<Product> =>
    products().update(house().ctx(), product.organizationId, product.id, {
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
    const stranger = products().get(house().ctx(), (await home()).id, drawing.id);
    expect(await faultOf(stranger)).toEqual({ code: 'product.missing', id: drawing.id });
    const lines = (await house().journal(org.id)).filter(({ target }) => target.id === drawing.id);
    expect(lines.map(({ type }) => type)).toEqual(['product.created', 'product.updated']);
    expect(lines[1]?.before).toMatchObject({ seats: 2 });
    expect(lines[1]?.after).toMatchObject({ seats: 3 });
  });

  test('a pool is never smaller than its use, and a larger one goes to those who wait, in their order', async () => {
    const org = await home();
    const drawing = await make(org, 'drawing', 1);
    const people = [];
    for (const name of ['A', 'B', 'C', 'D']) people.push(await person(house(), org, name, 'user'));
    for (const { id: memberId } of people) {
      const wish = { productId: drawing.id, memberId, whenFull: 'queue' } as const;
      await seats().assign(house().ctx(), org.id, wish);
    }
    expect(await seatsOf(house(), drawing.id)).toEqual([
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
    expect(await seatsOf(house(), drawing.id)).toEqual([
      'A assigned',
      'B assigned',
      'C assigned',
      'D queued',
    ]);
    const use = await products().use(house().ctx(), org.id, drawing.id, 30);
    expect(use).toEqual({
      bought: 3,
      used: 3,
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
      (await house().journal(org.id)).flatMap(({ type, after }) =>
        type === 'seat.limit_reached' ? [after?.['percent']] : [],
      );
    const ids = [];
    for (let index = 0; index < 11; index += 1) {
      ids.push((await person(house(), org, `User ${index}`, 'user')).id);
    }
    const give = (...some: string[]): Promise<unknown> =>
      seats().bulk(house().ctx(), org.id, {
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
    await become(house(), org, ids[0] ?? '', 'left');
    expect(await told()).toEqual([80, 100]);
    await give(ids[10] ?? '');
    expect(await told()).toEqual([80, 100, 100]);
    const line = (await house().journal(org.id)).at(-2);
    expect(line).toMatchObject({
      type: 'seat.limit_reached',
      target: { kind: 'product', id: drawing.id },
      after: { product: 'The drawing', used: 10, seats: 10, percent: 100 },
    });
    // telling is no change of the product that anybody who edits it would have to read again
    expect((await products().get(house().ctx(), org.id, drawing.id)).version).toBe(1);
  });

  test('a product that goes releases its seats, in batches, and nobody else’s', async () => {
    const org = await home();
    const side = await house().side(org);
    await side.seed(120);
    const [drawing, other] = [await make(org, 'drawing', 200), await make(org, 'other', 200)];
    const ids = (await house().members(org.id)).map(({ id }) => id);
    for (const { id: productId } of [drawing, other]) {
      const bulk = { action: 'assign', productId, memberIds: ids } as const;
      const rows = await seats().bulk(house().ctx(), org.id, bulk);
      expect(rows.every(({ outcome }) => outcome === 'assigned')).toBe(true);
    }
    await products().remove(house().ctx(), org.id, drawing.id);
    expect(await seatsOf(house(), drawing.id)).toEqual([]);
    expect(await house().store.read.tallies.get(`seats:${drawing.id}`)).toBe(0);
    expect(await house().store.read.tallies.get(`seats:${other.id}`)).toBe(ids.length);
    const lines = (await house().journal(org.id)).filter(({ type }) => type === 'seat.released');
    expect(lines).toHaveLength(ids.length);
    expect(lines[0]?.after).toMatchObject({ because: 'product.deleted' });
  }, 60_000);

  test('own reach: the products of which one has or wants a seat', async () => {
    const org = await home();
    const [drawing, other] = [await make(org, 'drawing'), await make(org, 'other')];
    const one = await person(house(), org, 'User One', 'user');
    await seats().assign(house().ctx(), org.id, { productId: drawing.id, memberId: one.id });
    const ctx = await as(house(), one);
    const { items } = await products().list(ctx, org.id, { limit: 10 });
    expect(items.map(({ key }) => key)).toEqual(['drawing']);
    expect((await products().get(ctx, org.id, drawing.id)).key).toBe('drawing');
    expect(await faultOf(products().get(ctx, org.id, other.id))).toMatchObject({
      code: 'permission.missing',
    });
  });
});
