import { Fault, fold, instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  type AttributeValue,
  type Grant,
  type Member,
  type Store,
} from '#store/index.js';
import { type Ground, openGround, type Presets, readAddress } from '#core/tenancy/index.js';
import { decideGifts, type Gifts, giveSeats, giveSpaces } from '#core/entitlements/index.js';
import { requireFeature } from '#core/access/index.js';
import { enter } from './lifecycle/create.js';
import { rewrite } from './lifecycle/change.js';

/** Somebody for whom the host application vouches: a member at once, without an invitation. */
export interface NewMember {
  readonly email: string;
  /** can be left out when an account of that address is known */
  readonly name?: string;
  /** names; the preset's default role when absent */
  readonly roles?: readonly string[];
  readonly spaces?: readonly { readonly spaceId: string; readonly role: string }[];
  /** ids of products; where no seat is free the member waits in the queue */
  readonly products?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly locale?: string;
  readonly guest?: boolean;
}

/**
 * Adds a member. Somebody who left comes back as the same. A pending invitation of the address is superseded. Faults `member.exists`,
 * `plan.required`, `limit.members`, `role.unknown`, `permission.escalation`, `permission.missing`, `space.missing`,
 * `product.missing`, `attribute.unknown`, `attribute.invalid`, `invitation.domain_refused`, `request.invalid`.
 */
export function addMember(
  store: Store,
  presets: Presets,
  ctx: Context,
  organizationId: string,
  input: NewMember,
): Promise<Member> {
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    requireFeature(presets, ground.organization, 'members');
    const email = readAddress(input.email);
    const known = await formerMember(ground, email);
    const gifts = await decideGifts(ground, email, input);
    const member = await takeIn(ground, { email, gifts, known, wishedName: input.name });
    await giveSpaces(ground, member, gifts.spaces, { kind: 'manual' });
    await giveSeats(ground, member, gifts.products, { kind: 'manual' });
    return member;
  });
}

/** Who had the address and left. Fault `member.exists` when somebody still has it. */
async function formerMember({ tx, organization }: Ground, email: string) {
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', fold(email))),
    limit: 20,
  });
  const here = records.find(({ status }) => status !== 'left');
  if (here) throw new Fault('member.exists', { memberId: here.id, status: here.status });
  return records[0];
}

interface Admission {
  readonly email: string;
  readonly gifts: Gifts;
  readonly known: Member | undefined;
  readonly wishedName: string | undefined;
}

async function takeIn(ground: Ground, { email, gifts, known, wishedName }: Admission) {
  const { ctx, tx } = ground;
  const account = await tx.accounts.first(equals('emailKey', fold(email)));
  const name = wishedName ?? account?.name ?? known?.name;
  if (name === undefined) {
    const problem = 'is needed: no account of that address is known';
    throw new Fault('request.invalid', { errors: [{ field: 'name', problem }] });
  }
  const since = instant(ctx.clock.now());
  const grants = gifts.roles.map((role): Grant => ({ role, source: { kind: 'manual' }, since }));
  const locale = gifts.locale ?? account?.locale;
  const attributes = manualValues(gifts.attributes);
  const details = {
    name,
    email,
    grants,
    status: 'active' as const,
    source: 'manual' as const,
    // an address that nobody has proved may be somebody else's
    ...(account?.emailVerifiedAt !== undefined && { accountId: account.id }),
    ...(locale !== undefined && { locale }),
    ...(attributes && { attributes }),
  };
  if (known) return rewrite(ground, known, { ...details, emailKey: fold(email) });
  return enter(ground, { ...details, ...(gifts.guest && { guest: true }) });
}

function manualValues(
  values: Gifts['attributes'],
): Readonly<Record<string, AttributeValue>> | undefined {
  if (!values) return undefined;
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([key, value]) => [key, { value, source: 'manual' }]));
}
