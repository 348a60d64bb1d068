import { Fault, fold, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type AttributeValue, type Member, type Store } from '#store/index.js';
import {
  checkAttributes,
  type Ground,
  openGround,
  type Presets,
  readAddress,
  requireVersion,
} from '#core/tenancy/index.js';
import { requireOwn, requirePermission } from '#core/access/index.js';
import { isUnlocked, requireUnmanaged } from './managed.js';
import { rewrite, type MemberChange } from './lifecycle/change.js';
import { requireMember, requireTouchable } from './manageable.js';

/** What is absent stays; null takes the value of an attribute away. */
export interface MemberUpdate {
  readonly name?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface MemberTarget {
  readonly organizationId: string;
  readonly memberId: string;
  /** the version that the caller read */
  readonly expected?: number;
}

/**
 * Faults `member.missing`, `member.left`, `member.managed` (name and address of somebody whom a directory manages),
 * `attribute.managed`, `attribute.unknown`, `attribute.invalid`, `member.exists`, `permission.escalation`, `request.precondition`,
 * `permission.missing` (one's own address is for those to change who may change anybody's).
 */
export function updateMember(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  update: MemberUpdate,
): Promise<Member> {
  requireOwn(ctx, 'members:write', memberId);
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const member = await requireMember(ground, memberId);
    if (member.status === 'left') throw new Fault('member.left', { id: memberId });
    requireVersion(member, expected);
    await requireTouchable(ground, member);
    return rewrite(ground, member, await changeOf(ground, member, update));
  });
}

async function changeOf(
  ground: Ground,
  member: Member,
  update: MemberUpdate,
): Promise<MemberChange> {
  const { name = member.name, locale, attributes } = update;
  const email = update.email === undefined ? member.email : readAddress(update.email);
  if (name !== member.name || email !== member.email) {
    await requireUnmanaged(ground.ctx, ground.tx, member);
  }
  // directories find people by their address: whoever may choose their own could choose to be somebody else
  if (email !== member.email) requirePermission(ground.ctx, 'members:write');
  if (email !== undefined && fold(email) !== member.emailKey) await requireFree(ground, email);
  return {
    name,
    ...(email !== undefined && { email, emailKey: fold(email) }),
    ...(locale !== undefined && { locale: localeOf(locale) }),
    ...(attributes && { attributes: await valuesOf(ground, member, attributes) }),
  };
}

/** Fault `member.exists`: one address, one member. */
async function requireFree({ tx, organization }: Ground, email: string): Promise<void> {
  const other = await tx.members.first(
    all(
      equals('organizationId', organization.id),
      equals('emailKey', fold(email)),
      oneOf('status', ['active', 'suspended']),
    ),
  );
  if (other) throw new Fault('member.exists', { memberId: other.id, status: other.status });
}

/** A person's word never overwrites a directory's, as long as there is one. */
async function valuesOf(
  { ctx, tx, organization }: Ground,
  member: Member,
  wished: NonNullable<MemberUpdate['attributes']>,
): Promise<Readonly<Record<string, AttributeValue>>> {
  const given = Object.entries(wished).filter(([, value]) => value !== null);
  checkAttributes(organization, Object.fromEntries(given) as Record<string, string>);
  const values = new Map(Object.entries(member.attributes ?? {}));
  const free = isUnlocked(member, ctx.clock.now());
  for (const [attribute, value] of Object.entries(wished)) {
    const kept = values.get(attribute);
    if (kept?.value === value || (kept === undefined && value === null)) continue;
    if (kept?.source === 'directory' && !free) {
      const user = await tx.scimUsers.first(equals('memberId', member.id));
      if (user)
        throw new Fault('attribute.managed', { attribute, connectionId: user.connectionId });
    }
    if (value === null) values.delete(attribute);
    else values.set(attribute, { value, source: 'manual' });
  }
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** BCP 47, spelled as it should be. Fault `request.invalid`. */
function localeOf(locale: string): string {
  try {
    const [found] = Intl.getCanonicalLocales(locale);
    if (found !== undefined) return found;
  } catch {
    // what it is not is told below
  }
  const problem = 'is no language tag such as de or pt-BR';
  throw new Fault('request.invalid', { errors: [{ field: 'locale', problem }] });
}
