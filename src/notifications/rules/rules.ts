import { findAll } from '#core/index.js';
import { actingMemberIdOf, isPerson } from '#kernel/index.js';
import { all, equals, type JournalEntry, type Writers } from '#store/index.js';
import { toAccount } from './account-mails.js';
import {
  brakeOffData,
  certificateData,
  connectionData,
  dormantData,
  enforcementData,
  endpointData,
  expiryData,
  groupsData,
  inviteeData,
  joinRequestData,
  keptAddressData,
  limitData,
  linkData,
  lockoutData,
  massChangeData,
  metadataData,
  productData,
  seatLimitData,
  seatRequestData,
  secondFactorData,
  syncData,
  text,
} from './entry-data.js';
import {
  invitationAccepted,
  invitationBounced,
  invitationDeclined,
  invitationExpired,
  invitationRevoked,
  toApplicant,
  toInvitee,
} from './invitation-mails.js';
import type { NotificationRule } from './notification-rule.js';
import { dailyToRoles, hourlyToRoles } from './seldom.js';

interface SourceFields {
  readonly kind?: string;
  readonly connectionId?: string;
}

/**
 * Whether the member is not notified: the call said so, or a directory made the change. A directory's changes concern a thousand members
 * at a time, who expect them; its connection can be set to notify.
 */
async function isSilent({ actor, after }: JournalEntry, tx: Writers): Promise<boolean> {
  if (after?.['notify'] === false) return true;
  const { kind, connectionId } = (after?.['source'] ?? {}) as SourceFields;
  if (actor.kind === 'connection') return !(await notifies(tx, actor.id));
  return (kind === 'group' || kind === 'default') && !(await notifies(tx, connectionId));
}

async function notifies(tx: Writers, connectionId: string | undefined): Promise<boolean> {
  if (connectionId === undefined) return false;
  return (await tx.connections.get(connectionId))?.notifyMembers === true;
}

/** Empty where no person acts: members know neither the operator nor the names of keys and connections. */
function actorName({ actor }: JournalEntry): string {
  return isPerson(actor.kind) ? actor.name : '';
}

/** To the member whom the entry concerns, unless the change is a silent one. */
function toTargetMember(
  notice: string,
  extraData: (entry: JournalEntry) => object = () => ({}),
): NotificationRule {
  return async (entry, tx) => {
    if (await isSilent(entry, tx)) return undefined;
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

/** Each owner is told, whatever the matrix says of roles. */
function toOwners(notice: string, data: (entry: JournalEntry) => object): NotificationRule {
  return async (entry, tx) => {
    const where = all(
      equals('organizationId', entry.organizationId),
      equals('standing', 'owner'),
      equals('status', 'active'),
    );
    const memberIds = (await findAll(tx.members, where)).map(({ id }) => id);
    return { notice, memberIds, data: { actor: actorName(entry), ...data(entry) } };
  };
}

/**
 * A change of what the member may do or use: those that follow each other closely are one mail (access-changes.ts). `item` names the
 * line among its texts.
 */
function accessChange(
  item: string,
  notice = 'access-changed',
  extraData: (entry: JournalEntry) => object = () => ({}),
): NotificationRule {
  return async (entry, tx) => {
    if (await isSilent(entry, tx)) return undefined;
    const subject = text(entry.after, 'space') || text(entry.after, 'product');
    return {
      notice,
      memberIds: [entry.target.id],
      data: { actor: actorName(entry), ...extraData(entry) },
      grouping: {
        key: `access:${entry.target.id}`,
        item: subject === '' ? item : `${item}:${subject}`,
      },
    };
  };
}

/** What follows from another change, the end of a membership say, is not said beside it. */
function unlessItFollows(rule: NotificationRule): NotificationRule {
  return (entry, tx) => (entry.after?.['because'] === undefined ? rule(entry, tx) : undefined);
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

/** Roles by hand, and those of a directory that notifies: others come and go with the directory. */
const roleChanged: NotificationRule = async (entry, tx) => {
  // the invitation said which roles it gives
  if (entry.actor.kind === 'invitee' || (await isSilent(entry, tx))) return undefined;
  const sides = [grantsOf(entry.before), grantsOf(entry.after)] as const;
  const connectionIds = sides.flat().flatMap(({ source }) => source.connectionId ?? []);
  const connections = await tx.connections.getMany([...new Set(connectionIds)]);
  const loudIds = connections.filter(({ notifyMembers }) => notifyMembers).map(({ id }) => id);
  const loud = new Set<string | undefined>(loudIds);
  const [before, roles] = sides.map((grants) => {
    const told = grants.filter(({ source }) => isByHand(source) || loud.has(source.connectionId));
    return [...new Set(told.map(({ role }) => role))].sort();
  });
  if (before?.join() === roles?.join()) return undefined;
  return accessChange('roles', 'role-changed', () => ({ before, roles }))(entry, tx);
};

interface GrantFields {
  readonly role: string;
  readonly source: SourceFields;
}

function grantsOf(side: Readonly<Record<string, unknown>> | undefined): readonly GrantFields[] {
  return (side?.['grants'] ?? []) as readonly GrantFields[];
}

function isByHand({ kind }: SourceFields): boolean {
  return kind !== 'group' && kind !== 'default';
}

/** A seat that was asked for, or waited for, was granted; any other was given. */
const seatAssigned: NotificationRule = (entry, tx) => {
  const status = text(entry.before, 'status');
  // it comes back with its holder, who is notified of that
  if (status === 'held') return undefined;
  const wasWaiting = status === 'requested' || status === 'queued';
  const notice = wasWaiting ? 'seat-granted' : 'seat-assigned';
  return accessChange('seatAdded', notice, productData)(entry, tx);
};

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

/**
 * A member who was added by a call that asks for it, by hand, by an import, or by a directory that notifies. Invited people and founders
 * know it already.
 */
const memberAdded: NotificationRule = (entry, tx) => {
  const source = text(entry.after, 'source');
  const isByPerson = ['member', 'person', 'api_key'].includes(entry.actor.kind);
  const isNotified =
    entry.after?.['notify'] === true ||
    ['import', 'scim'].includes(source) ||
    (source === 'manual' && isByPerson);
  return isNotified ? welcome(entry, tx) : undefined;
};

const welcome = accessChange('added', 'member-added', ({ after }) => ({
  ...(Array.isArray(after?.['roles']) && { roles: after['roles'].map(String) }),
}));

/** A member who was suspended, or one who left and was added again. */
const memberRestored: NotificationRule = (entry, tx) => {
  if (entry.actor.kind === 'invitee') return undefined;
  return entry.before?.['status'] === 'left'
    ? welcome(entry, tx)
    : accessChange('restored')(entry, tx);
};

/** To the member who stays; the other one is the same person. */
const memberMerged: NotificationRule = async (entry, tx) => {
  if (await isSilent(entry, tx)) return undefined;
  const survivorId = text(entry.after, 'mergedInto');
  return {
    notice: 'access-changed',
    memberIds: [survivorId],
    data: { actor: actorName(entry) },
    grouping: { key: `access:${survivorId}`, item: `merged:${entry.target.name ?? ''}` },
  };
};

const hostNotice: NotificationRule = ({ after }) => {
  const { notice, memberIds, ...data } = after ?? {};
  if (typeof notice !== 'string') return undefined;
  return { notice, ...(Array.isArray(memberIds) && { memberIds: memberIds.map(String) }), data };
};

/** A user that is taken away while it waits; one whose request just ends is no news. */
const linkWithdrawn: NotificationRule = (entry, tx) =>
  entry.actor.kind === 'connection' ? toRoles('link-alert', linkData)(entry, tx) : undefined;

/** Mappings that became dormant, or went with their space or product, are told apart. */
const mappingChanged: NotificationRule = (entry, tx) => {
  const { because, reason } = entry.after ?? {};
  if (because !== undefined || reason === 'group deleted') return undefined;
  return hourlyToRoles('mapping-changed', () => connectionData(entry, actorName(entry)))(entry, tx);
};

/** Whom an organization believes was changed. Of a connection that nobody used it is no news. */
const wayAdded: NotificationRule = ({ target, after }) =>
  after?.['provedBy'] === 'session'
    ? {
        notice: 'sign-in-way-added',
        memberIds: [target.id],
        data: { connection: text(after, 'connection') },
      }
    : undefined;

const brakeSwitchedOff: NotificationRule = (entry, tx) =>
  toRoles('mass-change-brake-off', () => brakeOffData(entry, actorName(entry)))(entry, tx);

const connectionChanged: NotificationRule = (entry, tx) => {
  if (entry.before?.['status'] !== 'active') return undefined;
  return toRoles('connection-changed', () => connectionData(entry, actorName(entry)))(entry, tx);
};

/** One that was disabled by hand is no news. */
const webhookDisabled: NotificationRule = (entry, tx) =>
  entry.after?.['because'] === undefined
    ? undefined
    : toRoles('webhook-disabled', endpointData)(entry, tx);

/** Which journal entry makes which notification. An entry whose type is not here makes none. */
export const notificationRules: ReadonlyMap<string, NotificationRule> = new Map([
  ['invitation.created', toInvitee('invitation')],
  ['invitation.resent', toInvitee('invitation')],
  ['invitation.renewed', toInvitee('invitation')],
  ['invitation.reminded', toInvitee('invitation-reminder')],
  ['invitation.revoked', invitationRevoked],
  ['invitation.accepted', invitationAccepted],
  ['invitation.declined', invitationDeclined],
  ['invitation.expired', invitationExpired],
  ['invitation.bounced', invitationBounced],
  ['invitation.asked_again', toRoles('membership-request', inviteeData)],
  ['join_request.created', toRoles('membership-request', joinRequestData)],
  ['join_request.approved', toApplicant('join-approved')],
  ['join_request.denied', toApplicant('join-denied')],
  ['member.added', memberAdded],
  ['member.role_changed', roleChanged],
  ['member.address_conflict', hourlyToRoles('address-conflict', linkData)],
  ['member.suspended', accessChange('suspended')],
  ['member.restored', memberRestored],
  ['member.removed', toTargetMember('removed')],
  ['member.merged', memberMerged],
  ['account.second_factor_added', toAccount('second-factor-added')],
  ['account.second_factor_removed', toAccount('second-factor-removed')],
  ['account.second_factor_went_back', toAccount('passkey-went-back')],
  ['account.second_factors_reset', toAccount('account-factors-reset')],
  ['member.second_factors_reset', toTargetMember('second-factors-reset')],
  ['member.second_factor_due', toTargetMember('second-factor-due', secondFactorData)],
  ['org.second_factor_due', toRoles('second-factors-missing', secondFactorData)],
  ['space.member_added', unlessItFollows(accessChange('spaceAdded'))],
  ['space.member_removed', unlessItFollows(accessChange('spaceRemoved'))],
  ['seat.assigned', seatAssigned],
  ['seat.released', accessChange('seatRemoved', 'seat-removed', productData)],
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
  ['scim.sync.held', toRoles('mass-change-held', massChangeData)],
  ['scim.sync.applied', toRoles('mass-change-applied', massChangeData)],
  ['scim.brake.switched_off', brakeSwitchedOff],
  ['sign_in.identity_added', wayAdded],
  ['sign_in.break_glass_used', toOwners('break-glass-used', lockoutData)],
  ['org.sign_in_enforced', toOwners('sign-in-enforced', enforcementData)],
  ['org.sign_in_enforcement_ended', toOwners('sign-in-enforcement-ended', enforcementData)],
  ['sign_in.connection.reconfigured', connectionChanged],
  ['sign_in.connection.certificate_expiring', toRoles('sign-in-certificate', certificateData)],
  ['sign_in.connection.metadata_failing', toRoles('sign-in-metadata', metadataData)],
  ['sign_in.connection.metadata_ending', toRoles('sign-in-metadata', metadataData)],
  ['sign_in.groups_unreadable', dailyToRoles('sign-in-groups', groupsData)],
  ['sign_in.address_kept', dailyToRoles('sign-in-address', keptAddressData)],
  ['scim.lockout_refused', toRoles('directory-lockout', lockoutData, 'lockout')],
  ['scim.link.requested', hourlyToRoles('link-request', linkData)],
  ['scim.link.deactivated', toRoles('link-alert', linkData)],
  ['scim.link.withdrawn', linkWithdrawn],
  ['role_mapping.changed', mappingChanged],
  ['role_mapping.dormant', toRoles('mapping-dormant', dormantData)],
  ['webhook.endpoint_failing', toRoles('webhook-failing', endpointData)],
  ['webhook.endpoint_unconfirmed', toRoles('webhook-unconfirmed', endpointData)],
  ['webhook.endpoint_disabled', webhookDisabled],
  ['domain.code_sent', domainProof],
  ['import.finished', importFinished],
  ['notice.raised', hostNotice],
]);
