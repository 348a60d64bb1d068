import type { Invitation } from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { assignNextInQueue } from './queue.js';
import { reservedTallyKey, reserveSeat, seatsTallyKey } from './statuses.js';

type Reserving = Pick<Invitation, 'products' | 'reserved'>;

/**
 * Keeps a seat of each product of an invitation that is pending, where one is free and the organization reserves them, and gives back those
 * of products that it no longer names. A reserved seat counts as used for everybody else. Resolves to the products of which one is kept.
 */
export async function reservePromisedSeats(
  scope: OrganizationScope,
  { products, reserved = [] }: Reserving,
): Promise<string[]> {
  const { tx, organization } = scope;
  const isOn = organization.policies?.invitedSeats !== 'unreserved';
  const wanted = isOn ? products : [];
  const kept = reserved.filter((id) => wanted.includes(id));
  await releaseReservedSeats(
    scope,
    reserved.filter((id) => !kept.includes(id)),
  );
  for (const id of wanted.filter((one) => !kept.includes(one))) {
    const product = await scope.products.get(id);
    if (!product || !(await reserveSeat(scope, { product }))) continue;
    await tx.tallies.adjust(reservedTallyKey(id), 1);
    kept.push(id);
  }
  return kept;
}

/** Gives reserved seats back; what waits in the queue gets them. */
export async function releaseReservedSeats(
  scope: OrganizationScope,
  productIds: readonly string[] = [],
): Promise<void> {
  await handOverReservedSeats(scope, productIds);
  await offerHandedOverSeats(scope, productIds);
}

/** Frees the seats for the person of the invitation, to whom they are assigned next, in the same transaction. */
export async function handOverReservedSeats(
  { tx }: OrganizationScope,
  productIds: readonly string[] = [],
): Promise<void> {
  for (const id of productIds) {
    await tx.tallies.adjust(seatsTallyKey(id), -1);
    await tx.tallies.adjust(reservedTallyKey(id), -1);
  }
}

/** Of seats that were handed over and that the person did not need: they had one, or are suspended. */
export async function offerHandedOverSeats(
  scope: OrganizationScope,
  productIds: readonly string[] = [],
): Promise<void> {
  for (const id of productIds) {
    const product = await scope.products.get(id);
    if (product) await assignNextInQueue(scope, { product });
  }
}
