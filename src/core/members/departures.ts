import { all, compare, equals, facet, oneOf, type Member } from '#store/index.js';
import { findAll, requirePreset } from '#core/tenancy/index.js';
import { instant } from '#kernel/index.js';
import type { ReadScope } from './scopes.js';

/** What stays behind when people are removed, beside what the journal says of their seats and spaces. */
export interface Departure {
  /** keys of the organization that they made; they go on working, since they are the organization's */
  readonly apiKeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly lastUsedAt?: string;
  }[];
  /** spaces in which nobody else has the first of the preset's roles */
  readonly spacesAlone: readonly { readonly spaceId: string; readonly space: string }[];
  /** pending ones that they sent; they stay, unless the organization's policy revokes them */
  readonly invitations: readonly {
    readonly id: string;
    readonly email: string;
    readonly expiresAt: string;
  }[];
  readonly invitationsAre: 'kept' | 'revoked';
}

type Leaver = Pick<Member, 'id' | 'accountId'>;

/** For at most 100 people. */
export async function departureOf(
  scope: ReadScope,
  leavers: readonly Leaver[],
): Promise<Departure> {
  const [apiKeys, spacesAlone, invitations] = await Promise.all([
    keysOf(scope, leavers),
    spacesWithoutHead(scope, leavers),
    invitationsOf(scope, leavers),
  ]);
  const { inviterGone } = scope.organization.policies ?? {};
  const invitationsAre = inviterGone === 'revoke' ? 'revoked' : 'kept';
  return { apiKeys, spacesAlone, invitations, invitationsAre };
}

/** A member made a key for whom a host application called, or as the account of a session. */
async function keysOf(
  { ctx, tx, organization }: ReadScope,
  leavers: readonly Leaver[],
): Promise<Departure['apiKeys']> {
  const makers = new Set(leavers.flatMap(({ id, accountId = '' }) => [id, accountId]));
  makers.delete('');
  const isLive = all(
    equals('organizationId', organization.id),
    equals('revoked', false),
    compare('expiresAt', 'gt', instant(ctx.clock.now())),
  );
  return (await findAll(tx.apiKeys, isLive))
    .filter(({ createdBy }) => makers.has(createdBy.id ?? ''))
    .map(({ id, name, lastUsedAt }) => ({ id, name, ...(lastUsedAt && { lastUsedAt }) }));
}

async function spacesWithoutHead(
  scope: ReadScope,
  leavers: readonly Leaver[],
): Promise<Departure['spacesAlone']> {
  const { tx, organization, presets, spaces } = scope;
  const [head] = requirePreset(presets, organization).spaceRoles;
  if (!head) return [];
  const ids = leavers.map(({ id }) => id);
  const isHead = equals('role', head.name);
  const theirs = await findAll(tx.spaceMembers, all(oneOf('memberId', ids), isHead));
  const stays = { kind: 'not', term: oneOf('memberId', ids) } as const;
  const alone: string[] = [];
  for (const spaceId of new Set(theirs.map((one) => one.spaceId))) {
    const other = await tx.spaceMembers.first(all(equals('spaceId', spaceId), isHead, stays));
    if (!other) alone.push(spaceId);
  }
  const named = await spaces.getMany(alone);
  return named.map(({ id, name }) => ({ spaceId: id, space: name }));
}

async function invitationsOf(
  { tx, organization }: ReadScope,
  leavers: readonly Leaver[],
): Promise<Departure['invitations']> {
  const found: Departure['invitations'][number][] = [];
  for (const { id: memberId } of leavers) {
    const isTheirs = all(
      equals('organizationId', organization.id),
      facet(organization.id, 'inviter', memberId),
      equals('status', 'pending'),
    );
    const sent = await findAll(tx.invitations, isTheirs);
    found.push(...sent.map(({ id, email, expiresAt }) => ({ id, email, expiresAt })));
  }
  return found;
}
