import { actingMemberIdOf } from '#kernel/index.js';
import type { JournalEntry, Writers } from '#store/index.js';

/** What is told of a fact to members: to those named, to whoever a matrix names, or to both. */
export interface MemberNotification {
  readonly notice: string;
  readonly memberIds?: readonly string[];
  readonly alsoRoles?: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  /** facts of one key within this time are told together, each with its line */
  readonly grouping?: { readonly key: string; readonly ms: number; readonly item: string };
  /** a second fact of that key is not told */
  readonly onceKey?: string;
}

/** A mail to an address that is nobody's member, perhaps. */
export interface DirectMail {
  readonly template: string;
  readonly to: string;
  readonly toName?: string;
  readonly locale?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subject?: { readonly kind: string; readonly id: string; readonly generation?: number };
}

export interface PlannedNotifications {
  readonly memberNotifications?: readonly MemberNotification[];
  readonly directMails?: readonly DirectMail[];
}

type NotificationRule = (
  entry: JournalEntry,
  tx: Writers,
) => PlannedNotifications | undefined | Promise<PlannedNotifications | undefined>;

const GROUPING_MS = 60_000;

function text(source: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = source?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a directory does is no surprise to the people in it, and a thousand of them must not be mailed by it. */
function isByDirectory({ actor, after }: JournalEntry): boolean {
  const { kind } = (after?.['source'] ?? {}) as { kind?: string };
  return actor.kind === 'connection' || kind === 'group' || kind === 'default';
}

function actorName(entry: JournalEntry): string {
  return 'name' in entry.actor ? entry.actor.name : '';
}

/** The version is that of the code, of which the mail is made again at sending. */
async function domainProofMail(
  entry: JournalEntry,
  tx: Writers,
): Promise<PlannedNotifications | undefined> {
  const domain = await tx.domains.get(entry.target.id);
  if (!domain?.emailProof) return undefined;
  return {
    directMails: [
      {
        template: 'domain-proof',
        to: domain.emailProof.address,
        data: { domain: domain.name },
        subject: { kind: 'domain', id: domain.id, generation: domain.version },
      },
    ],
  };
}

/** To the member that the fact is about, by whoever did it. */
function toTargetMember(
  notice: string,
  extraData: (entry: JournalEntry) => object = () => ({}),
): NotificationRule {
  return (entry) =>
    isByDirectory(entry)
      ? undefined
      : {
          memberNotifications: [
            {
              notice,
              memberIds: [entry.target.id],
              data: { actor: actorName(entry), ...extraData(entry) },
            },
          ],
        };
}

const productData = ({ after }: JournalEntry): object => ({ product: text(after, 'product') });

/** Changes that come in a row, as one mail. `item` names the line in the words of the mail. */
function accessChange(item: string): NotificationRule {
  return (entry) => {
    if (isByDirectory(entry) || entry.after?.['because'] !== undefined) return undefined;
    const key = `access:${entry.target.id}`;
    const subject = text(entry.after, 'space') || text(entry.after, 'name');
    return {
      memberNotifications: [
        {
          notice: 'access-changed',
          memberIds: [entry.target.id],
          data: { actor: actorName(entry) },
          grouping: { key, ms: GROUPING_MS, item: subject === '' ? item : `${item}:${subject}` },
        },
      ],
    };
  };
}

async function invitationMail(
  entry: JournalEntry,
  tx: Writers,
  template: string,
): Promise<PlannedNotifications | undefined> {
  const invitation = await tx.invitations.get(entry.target.id);
  if (!invitation?.send) return undefined;
  const { id, email, name, locale, generation } = invitation;
  return {
    directMails: [
      {
        template,
        to: email,
        data: { note: text(entry.after, 'note') },
        ...(name !== undefined && { toName: name }),
        ...(locale !== undefined && { locale }),
        subject: { kind: 'invitation', id, generation },
      },
    ],
  };
}

async function invitationAccepted(
  entry: JournalEntry,
  tx: Writers,
): Promise<PlannedNotifications | undefined> {
  const inviter = (await tx.invitations.get(entry.target.id))?.inviter;
  if (inviter?.kind !== 'member' || inviter.id === undefined) return undefined;
  const person = entry.target.name ?? text(entry.after, 'email');
  const data = { person, email: text(entry.after, 'email') };
  return {
    memberNotifications: [{ notice: 'invitation-accepted', memberIds: [inviter.id], data }],
  };
}

/** Only what somebody decided: what groups and defaults give comes and goes with the directory. */
function roleChanged(entry: JournalEntry): PlannedNotifications | undefined {
  // whoever comes back by an invitation has read in it what it gives
  if (isByDirectory(entry) || entry.actor.kind === 'invitee') return undefined;
  const rolesGivenByHand = (side: Readonly<Record<string, unknown>> | undefined): string[] => {
    const grants = (side?.['grants'] ?? []) as readonly {
      role: string;
      source: { kind: string };
    }[];
    const manual = grants.filter(
      ({ source }) => source.kind !== 'group' && source.kind !== 'default',
    );
    return [...new Set(manual.map(({ role }) => role))].sort();
  };
  const [before, after] = [rolesGivenByHand(entry.before), rolesGivenByHand(entry.after)];
  if (before.join() === after.join()) return undefined;
  const data = { actor: actorName(entry), before, roles: after };
  return { memberNotifications: [{ notice: 'role-changed', memberIds: [entry.target.id], data }] };
}

/** A seat that was asked for, or waited for, was granted; another one was simply given. */
function seatAssigned(entry: JournalEntry, tx: Writers): ReturnType<NotificationRule> {
  const status = text(entry.before, 'status');
  // it comes back with its holder, who is told of that
  if (status === 'held') return undefined;
  const wasWaiting = status === 'requested' || status === 'queued';
  return toTargetMember(wasWaiting ? 'seat-granted' : 'seat-assigned', productData)(entry, tx);
}

async function joinRequestMail(
  entry: JournalEntry,
  tx: Writers,
  template: string,
): Promise<PlannedNotifications | undefined> {
  const request = await tx.joinRequests.get(entry.target.id);
  if (!request) return undefined;
  const reason = text(entry.after, 'reason') || (request.reason ?? '');
  const { email, name } = request;
  return { directMails: [{ template, to: email, toName: name, data: { person: name, reason } }] };
}

async function ownershipChanged(
  entry: JournalEntry,
  tx: Writers,
): Promise<PlannedNotifications | undefined> {
  const offer = await tx.ownershipOffers.get(entry.target.id);
  if (!offer) return undefined;
  const [from, to] = await Promise.all(
    [offer.fromMemberId, offer.toMemberId].map((id) => tx.members.get(id)),
  );
  const names = { from: from?.name ?? '', to: to?.name ?? '', expiresAt: offer.expiresAt };
  if (entry.type === 'ownership.offered') {
    return {
      memberNotifications: [{ notice: 'ownership', memberIds: [offer.toMemberId], data: names }],
    };
  }
  const memberIds = [offer.fromMemberId, offer.toMemberId];
  return { memberNotifications: [{ notice: 'ownership-accepted', memberIds, data: names }] };
}

function toRoles(
  notice: string,
  data: (entry: JournalEntry) => object,
  onceKey?: string,
): NotificationRule {
  return (entry) => ({
    memberNotifications: [
      {
        notice,
        data: { ...data(entry) },
        // one alert for all who come in on the same day over the same limit
        ...(onceKey !== undefined && {
          onceKey: `${entry.organizationId}:${onceKey}:${entry.createdAt.slice(0, 10)}`,
        }),
      },
    ],
  });
}

const limitData = ({ after }: JournalEntry): object => ({
  used: text(after, 'used'),
  limit: text(after, 'limit'),
  percent: text(after, 'percent') || '100',
});

const expiryData = ({ target, after }: JournalEntry): object => ({
  name: target.name ?? '',
  days: text(after, 'days'),
});

const syncData = ({ target, after }: JournalEntry): object => ({
  connection: target.name ?? '',
  reason: text(after, 'reason') || text(after, 'error'),
});

async function importFinished(
  { after, target }: JournalEntry,
  tx: Writers,
): Promise<PlannedNotifications> {
  const actor = (await tx.tasks.get(target.id))?.actor;
  const memberId = actor && actingMemberIdOf(actor);
  const memberIds = memberId === undefined ? {} : { memberIds: [memberId] };
  const data = {
    succeeded: text(after, 'succeeded') || '0',
    failed: text(after, 'failed') || '0',
  };
  return {
    memberNotifications: [{ notice: 'import-finished', ...memberIds, alsoRoles: true, data }],
  };
}

/** Somebody who was let in by hand or by a sheet; who was invited knows, and who made the organization, too. */
function memberAdded(entry: JournalEntry, tx: Writers): ReturnType<NotificationRule> {
  const source = text(entry.after, 'source');
  const isByHand = ['member', 'person', 'api_key'].includes(entry.actor.kind);
  const isNotified = source === 'import' || (source === 'manual' && isByHand);
  return isNotified ? accessChange('added')(entry, tx) : undefined;
}

function hostNotice({ after }: JournalEntry): PlannedNotifications | undefined {
  const { notice, memberIds, ...data } = after ?? {};
  if (typeof notice !== 'string') return undefined;
  const recipients = Array.isArray(memberIds) ? { memberIds: memberIds.map(String) } : {};
  return { memberNotifications: [{ notice, ...recipients, data }] };
}

/** Which facts somebody is told of. A fact that is not here costs one look into this table. */
export const notificationRules: ReadonlyMap<string, NotificationRule> = new Map<
  string,
  NotificationRule
>([
  ['invitation.created', (entry, tx) => invitationMail(entry, tx, 'invitation')],
  ['invitation.resent', (entry, tx) => invitationMail(entry, tx, 'invitation')],
  ['invitation.renewed', (entry, tx) => invitationMail(entry, tx, 'invitation')],
  ['invitation.reminded', (entry, tx) => invitationMail(entry, tx, 'invitation-reminder')],
  [
    'invitation.revoked',
    (entry, tx) =>
      entry.after?.['notify'] === true
        ? invitationMail(entry, tx, 'invitation-revoked')
        : undefined,
  ],
  ['invitation.accepted', invitationAccepted],
  ['member.added', memberAdded],
  ['member.role_changed', roleChanged],
  ['member.suspended', accessChange('suspended')],
  ['member.restored', accessChange('restored')],
  ['member.removed', toTargetMember('removed')],
  ['space.member_added', accessChange('spaceAdded')],
  ['space.member_removed', accessChange('spaceRemoved')],
  ['seat.assigned', seatAssigned],
  ['seat.released', toTargetMember('seat-removed', productData)],
  ['seat.denied', toTargetMember('seat-denied', productData)],
  [
    'seat.requested',
    toRoles('seat-request', (entry) => ({
      person: entry.target.name ?? '',
      ...productData(entry),
    })),
  ],
  [
    'seat.limit_reached',
    toRoles('seat-limit', ({ after }) => ({
      product: text(after, 'product'),
      used: text(after, 'used'),
      seats: text(after, 'seats'),
      percent: text(after, 'percent'),
    })),
  ],
  ['org.limit_reached', toRoles('member-limit', limitData)],
  ['org.limit_exceeded', toRoles('member-limit', limitData, 'exceeded')],
  [
    'join_request.created',
    toRoles('membership-request', ({ target, after }) => ({
      person: target.name ?? '',
      email: text(after, 'email'),
      message: text(after, 'message'),
    })),
  ],
  [
    'invitation.asked_again',
    toRoles('membership-request', ({ after }) => ({
      person: text(after, 'email'),
      email: text(after, 'email'),
    })),
  ],
  ['join_request.approved', (entry, tx) => joinRequestMail(entry, tx, 'join-approved')],
  ['join_request.denied', (entry, tx) => joinRequestMail(entry, tx, 'join-denied')],
  ['ownership.offered', ownershipChanged],
  ['ownership.accepted', ownershipChanged],
  ['api_key.expiring', toRoles('token-expiring', expiryData)],
  ['scim.token.expiring', toRoles('token-expiring', expiryData)],
  ['scim.sync.failing', toRoles('directory-failing', syncData)],
  [
    'scim.lockout_refused',
    toRoles('directory-lockout', ({ target }) => ({ person: target.name ?? '' }), 'lockout'),
  ],
  ['scim.sync.recovered', toRoles('directory-recovered', syncData)],
  [
    'webhook.endpoint_disabled',
    toRoles('webhook-disabled', ({ target, after }) => ({
      name: target.name ?? '',
      reason: text(after, 'reason'),
    })),
  ],
  ['domain.code_sent', domainProofMail],
  ['import.finished', importFinished],
  ['notice.raised', hostNotice],
]);
