import type { Main } from './organizations.js';
import type { Stage } from './stage.js';

export interface Entitlements {
  readonly spaceId: string;
  readonly productId: string;
}

/** Spaces and who is in them. */
export async function spaces(
  { here }: Main,
  [one = '', two = '', , four = '']: readonly string[],
): Promise<string> {
  const make = async (name: string): Promise<string> =>
    String((await here.ask('POST', '/spaces', { name, description: `All of ${name}.` })).id);
  const north = await make('North');
  const south = await make('South');
  await here.ask('PATCH', `/spaces/${south}`, { name: 'South-West', description: null });
  await here.ask('PUT', `/spaces/${north}/members/${one}`, { role: 'manager' });
  const memberIds = [two, four];
  const assign = { action: 'assign', role: 'member', memberIds };
  await here.ask('POST', `/spaces/${north}/members/bulk`, assign);
  await here.ask('DELETE', `/spaces/${north}/members/${four}`);
  const spaceIds = [north, south];
  await here.ask('POST', `/members/${four}/spaces/bulk`, {
    action: 'assign',
    role: 'viewer',
    spaceIds,
  });
  await here.ask('DELETE', `/spaces/${await make('Given up')}`);
  return north;
}

/** Products with seats: assigned, queued, asked for, denied, withdrawn, released, full. */
export async function seats(
  stage: Stage,
  { here }: Main,
  [one = '', two = '', three = '', four = '', five = '']: readonly string[],
): Promise<string> {
  const make = async (key: string, count: number): Promise<string> => {
    const body = { key, name: `Product ${key}`, seats: count };
    return String((await here.ask('POST', '/products', body)).id);
  };
  const drawing = await make('drawing', 1);
  const writing = await make('writing', 10);
  const assign = { memberId: one, productId: drawing };
  const seat = await here.ask('POST', '/seats', assign, { 'idempotency-key': 'first-seat' });
  await here.ask('POST', '/seats', { memberId: two, productId: drawing, whenFull: 'queue' });
  await here.ask('POST', '/seats', { memberId: five, productId: drawing, whenFull: 'queue' });
  await here.ask('DELETE', `/seats/${seat.id}`);
  await stage.run('fill-seat-queues');
  const ask = async (memberId: string, productId: string): Promise<string> => {
    const body = { productId, reason: 'I need it.' };
    return String((await here.as(memberId).ask('POST', '/seat-requests', body)).id);
  };
  await here.ask('POST', `/seat-requests/${await ask(one, writing)}/approve`);
  await here.ask('POST', `/seat-requests/${await ask(two, writing)}/deny`, {
    reason: 'Ask later.',
  });
  await here.as(four).ask('DELETE', `/seat-requests/${await ask(four, writing)}`);
  await ask(five, writing);
  const memberIds = [two, four, three];
  const some = { action: 'assign', productId: writing, memberIds };
  await here.ask('POST', '/seats/bulk', some);
  await here.ask('PATCH', `/products/${writing}`, { name: 'Writing', seats: 12 });
  await here.ask('DELETE', `/products/${await make('given-up', 0)}`);
  return writing;
}
