import { actingMemberIdOf } from '#kernel/index.js';
import type { JournalEntry, Mail, Writers } from '#store/index.js';

/** A notification of members: of those it names, of those with a role that the matrix names, or of both. */
export interface MemberNotification {
  readonly notice: string;
  readonly memberIds?: readonly string[];
  readonly alsoRoles?: boolean;
  readonly data: Mail['data'];
  /** entries of one key within this time make one notification, each with its line */
  readonly grouping?: { readonly key: string; readonly ms: number; readonly item: string };
  /** a second entry of that key makes no notification */
  readonly onceKey?: string;
}

/** A mail to an address, which may be no member's. */
export type DirectMail = Pick<Mail, 'template' | 'to' | 'data' | 'toName' | 'locale' | 'subject'>;

type Planned = MemberNotification | DirectMail | undefined;

/** What an entry makes, read in the entry's transaction. */
type NotificationRule = (entry: JournalEntry, tx: Writers) => Planned | Promise<Planned>;

const GROUPING_MS = 60_000;

function text(source: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = source?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Changes by a directory are not mailed: they concern a thousand members at a time, who expect them. */
function isByDirectory({ actor, after }: JournalEntry): boolean {
  const { kind } = (after?.['source'] ?? {}) as { kind?: string };
  return actor.kind === 'connection' || kind === 'group' || kind === 'default';
}

function actorName({ actor }: JournalEntry): string {
  return 'name' in actor ? actor.name : '';
}

/** To the member whom the entry concerns, unless a directory made the change. */
function toTargetMember(
  notice: string,
  extraData: (entry: JournalEntry) => object = () => ({}),
): NotificationRule {
  return (entry) => {
    if (isByDirectory(entry)) return undefined;
    const data = { actor: actorName(entry), ...extraData(entry) };
    return { notice, memberIds: [entry.target.id], data };
  };
}

/** To roles. With `onceKey`: one notification a day, however many entries there are. */
function toRoles(
  notice: string,
  data: (entry: JournalEntry) => object,
  onceKey?: string,
): NotificationRule {
  return (entry) => {
    const notification = { notice, data: { ...data(entry) } };
    if (onceKey === undefined) return notification;
    const day = entry.createdAt.slice(0, 10);
    return { ...notification, onceKey: `${entry.organizationId}:${onceKey}:${day}` };
  };
}

/** Changes that follow each other closely, as one mail. `item` names the line among its texts. */
function accessChange(item: string): NotificationRule {
  return (entry) => {
    if (isByDirectory(entry) || entry.after?.['because'] !== undefined) return undefined;
    const subject = text(entry.after, 'space') || text(entry.after, 'name');
    return {
      notice: 'access-changed',
      memberIds: [entry.target.id],
      data: { actor: actorName(entry) },
      grouping: {
        key: `access:${entry.target.id}`,
        ms: GROUPING_MS,
        item: subject === '' ? item : `${item}:${subject}`,
      },
    };
  };
}

/** The version is that of the code, which is made again when the mail is sent. */
const domainProof: NotificationRule = async ({ target }, tx) => {
  const domain = await tx.domains.get(target.id);
  if (!domain?.emailProof) return undefined;
  return {
    template: 'domain-proof',
    to: domain.emailProof.address,
    data: { domain: domain.name },
    subject: { kind: 'domain', id: domain.id, generation: domain.version },
  };
};

function toInvitee(template: string): NotificationRule {
  return async ({ target, after }, tx) => {
    const invitation = await tx.invitations.get(target.id);
    if (!invitation?.send) return undefined;
    const { id, email, name, locale, generation } = invitation;
    return {
      template,
      to: email,
      data: { note: text(after, 'note') },
      ...(name !== undefined && { toName: name }),
      ...(locale !== undefined && { locale }),
      subject: { kind: 'invitation', id, generation },
    };
  };
}

const invitationRevoked: NotificationRule = (entry, tx) =>
  entry.after?.['notify'] === true ? toInvitee('invitation-revoked')(entry, tx) : undefined;

const invitationAccepted: NotificationRule = async ({ target, after }, tx) => {
  const inviter = (await tx.invitations.get(target.id))?.inviter;
  if (inviter?.kind !== 'member' || inviter.id === undefined) return undefined;
  const email = text(after, 'email');
  const data = { person: target.name ?? email, email };
  return { notice: 'invitation-accepted', memberIds: [inviter.id], data };
};

/** Roles by hand only: those of groups and defaults come and go with the directory. */
const roleChanged: NotificationRule = (entry) => {
  // the invitation said which roles it gives
  if (isByDirectory(entry) || entry.actor.kind === 'invitee') return undefined;
  const [before, roles] = [rolesByHand(entry.before), rolesByHand(entry.after)];
  if (before.join() === roles.join()) return undefined;
  const data = { actor: actorName(entry), before, roles };
  return { notice: 'role-changed', memberIds: [entry.target.id], data };
};

function rolesByHand(side: Readonly<Record<string, unknown>> | undefined): string[] {
  const grants = (side?.['grants'] ?? []) as readonly {
    readonly role: string;
    readonly source: { readonly kind: string };
  }[];
  const byHand = grants.filter(
    ({ source }) => source.kind !== 'group' && source.kind !== 'default',
  );
  return [...new Set(byHand.map(({ role }) => role))].sort();
}

/** A seat that was asked for, or waited for, was granted; any other was given. */
const seatAssigned: NotificationRule = (entry, tx) => {
  const status = text(entry.before, 'status');
  // it comes back with its holder, who is notified of that
  if (status === 'held') return undefined;
  const wasWaiting = status === 'requested' || status === 'queued';
  return toTargetMember(wasWaiting ? 'seat-granted' : 'seat-assigned', productData)(entry, tx);
};

function toApplicant(template: string): NotificationRule {
  return async ({ target, after }, tx) => {
    const request = await tx.joinRequests.get(target.id);
    if (!request) return undefined;
    const reason = text(after, 'reason') || (request.reason ?? '');
    const { email, name } = request;
    return { template, to: email, toName: name, data: { person: name, reason } };
  };
}

const ownershipChanged: NotificationRule = async ({ type, target }, tx) => {
  const offer = await tx.ownershipOffers.get(target.id);
  if (!offer) return undefined;
  const { fromMemberId, toMemberId, expiresAt } = offer;
  const [from, to] = await Promise.all([fromMemberId, toMemberId].map((id) => tx.members.get(id)));
  const data = { from: from?.name ?? '', to: to?.name ?? '', expiresAt };
  return type === 'ownership.offered'
    ? { notice: 'ownership', memberIds: [toMemberId], data }
    : { notice: 'ownership-accepted', memberIds: [fromMemberId, toMemberId], data };
};

const importFinished: NotificationRule = async ({ after, target }, tx) => {
  const actor = (await tx.tasks.get(target.id))?.actor;
  const memberId = actor && actingMemberIdOf(actor);
  const data = {
    succeeded: text(after, 'succeeded') || '0',
    failed: text(after, 'failed') || '0',
  };
  return {
    notice: 'import-finished',
    ...(memberId !== undefined && { memberIds: [memberId] }),
    alsoRoles: true,
    data,
  };
};

/** A member who was added by hand or by an import. Invited people and founders know it already. */
const memberAdded: NotificationRule = (entry, tx) => {
  const source = text(entry.after, 'source');
  const isByHand = ['member', 'person', 'api_key'].includes(entry.actor.kind);
  const isNotified = source === 'import' || (source === 'manual' && isByHand);
  return isNotified ? accessChange('added')(entry, tx) : undefined;
};

const hostNotice: NotificationRule = ({ after }) => {
  const { notice, memberIds, ...data } = after ?? {};
  if (typeof notice !== 'string') return undefined;
  return { notice, ...(Array.isArray(memberIds) && { memberIds: memberIds.map(String) }), data };
};

const productData = ({ after }: JournalEntry): object => ({ product: text(after, 'product') });

const seatRequestData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  product: text(after, 'product'),
});

const seatLimitData = ({ after }: JournalEntry): object => ({
  product: text(after, 'product'),
  used: text(after, 'used'),
  seats: text(after, 'seats'),
  percent: text(after, 'percent'),
});

const limitData = ({ after }: JournalEntry): object => ({
  used: text(after, 'used'),
  limit: text(after, 'limit'),
  percent: text(after, 'percent') || '100',
});

const joinRequestData = ({ target, after }: JournalEntry): object => ({
  person: target.name ?? '',
  email: text(after, 'email'),
  message: text(after, 'message'),
});

const inviteeData = ({ after }: JournalEntry): object => ({
  person: text(after, 'email'),
  email: text(after, 'email'),
});

const expiryData = ({ target, after }: JournalEntry): object => ({
  name: target.name ?? '',
  days: text(after, 'days'),
});

const syncData = ({ target, after }: JournalEntry): object => ({
  connection: target.name ?? '',
  reason: text(after, 'reason') || text(after, 'error'),
});

const lockoutData = ({ target }: JournalEntry): object => ({ person: target.name ?? '' });

const endpointData = ({ target, after }: JournalEntry): object => ({
  name: target.name ?? '',
  reason: text(after, 'reason'),
});

/** Which journal entry makes which notification. An entry whose type is not here makes none. */
export const notificationRules: ReadonlyMap<string, NotificationRule> = new Map([
  ['invitation.created', toInvitee('invitation')],
  ['invitation.resent', toInvitee('invitation')],
  ['invitation.renewed', toInvitee('invitation')],
  ['invitation.reminded', toInvitee('invitation-reminder')],
  ['invitation.revoked', invitationRevoked],
  ['invitation.accepted', invitationAccepted],
  ['invitation.asked_again', toRoles('membership-request', inviteeData)],
  ['join_request.created', toRoles('membership-request', joinRequestData)],
  ['join_request.approved', toApplicant('join-approved')],
  ['join_request.denied', toApplicant('join-denied')],
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
  ['seat.requested', toRoles('seat-request', seatRequestData)],
  ['seat.limit_reached', toRoles('seat-limit', seatLimitData)],
  ['org.limit_reached', toRoles('member-limit', limitData)],
  ['org.limit_exceeded', toRoles('member-limit', limitData, 'exceeded')],
  ['ownership.offered', ownershipChanged],
  ['ownership.accepted', ownershipChanged],
  ['api_key.expiring', toRoles('token-expiring', expiryData)],
  ['scim.token.expiring', toRoles('token-expiring', expiryData)],
  ['scim.sync.failing', toRoles('directory-failing', syncData)],
  ['scim.sync.recovered', toRoles('directory-recovered', syncData)],
  ['scim.lockout_refused', toRoles('directory-lockout', lockoutData, 'lockout')],
  ['webhook.endpoint_disabled', toRoles('webhook-disabled', endpointData)],
  ['domain.code_sent', domainProof],
  ['import.finished', importFinished],
  ['notice.raised', hostNotice],
]);
