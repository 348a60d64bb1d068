import type { Collection, ColumnType, Stored } from './record.js';

/**
 * The collections of schema version 1 as data: the first step makes these, whatever is declared today, so that every later step
 * finds the tables that it was written for. Never to be changed; what was declared since is made after the steps.
 *
 * Of columns: `name!` is in every record, `name:integer` is no text. Of keys and indexes, between semicolons: the name, then the
 * columns; records without the column that is marked `?` are outside of it.
 */
const FROZEN: Readonly<Record<string, Frozen>> = {
  organizations: {
    columns: 'slug! nameKey! status! purgeAt personalOf meterDue',
    unique: 'slug: slug',
    indexes:
      'name: nameKey; status: status; meter: meterDue?; purge: purgeAt?; personal: personalOf?',
  },
  members: {
    columns:
      'organizationId! status! nameKey! emailKey accountId standing! source! lastActiveOn grantEndsAt',
    indexes:
      'organization: organizationId; email: organizationId emailKey; standing: organizationId standing status; ' +
      'status: organizationId status nameKey; name: organizationId nameKey; active: organizationId lastActiveOn; ' +
      'created: organizationId createdAt; account: accountId?; grant-end: grantEndsAt?',
    searchScope: 'organizationId',
  },
  connections: {
    columns: 'organizationId! status!',
    indexes: 'organization: organizationId',
  },
  credentials: {
    columns: 'connectionId! hash noticeAt',
    unique: 'hash: hash?',
    indexes: 'connection: connectionId; notice: noticeAt?',
  },
  'access-tokens': {
    columns: 'connectionId! clientId! hash! assertion keepUntil!',
    unique: 'hash: hash; assertion: assertion?',
    indexes: 'client: clientId; end: connectionId keepUntil',
  },
  'scim-users': {
    columns: 'connectionId! memberId! userNameKey! externalId displayNameKey active!:boolean',
    unique: 'user-name: connectionId userNameKey',
    indexes:
      'connection: connectionId; external-id: connectionId externalId; display-name: connectionId displayNameKey; ' +
      'updated: connectionId updatedAt; member: memberId',
    searchScope: 'connectionId',
  },
  'scim-groups': {
    columns: 'connectionId! displayNameKey! externalId',
    unique: 'display-name: connectionId displayNameKey',
    indexes:
      'connection: connectionId; external-id: connectionId externalId; updated: connectionId updatedAt',
    searchScope: 'connectionId',
  },
  'group-members': {
    columns: 'connectionId! groupId! memberId! type! display',
    unique: 'member: groupId memberId',
    indexes: 'group: groupId; of: memberId',
  },
  'group-mappings': {
    columns: 'organizationId! connectionId! groupId! gives! position!:integer',
    unique: 'group-gives: groupId gives',
    indexes: 'connection: connectionId position; gives: organizationId gives',
  },
  journal: {
    columns: 'organizationId! sequence!:integer type! family! actorKey! targetKey!',
    unique: 'sequence: organizationId sequence',
    indexes:
      'type: organizationId type sequence; family: organizationId family sequence; time: organizationId createdAt; ' +
      'actor: organizationId actorKey sequence; target: organizationId targetKey sequence',
  },
  exchanges: {
    columns: 'connectionId! operation! outcome! trouble subjectId',
    indexes:
      'connection: connectionId; trouble: connectionId trouble?; subject: connectionId subjectId?',
  },
  accounts: {
    columns: 'emailKey!',
    unique: 'email: emailKey',
  },
  'api-keys': {
    columns: 'organizationId! hash! revoked!:boolean expiresAt noticeAt',
    unique: 'hash: hash',
    indexes:
      'organization: organizationId; live: organizationId revoked expiresAt; notice: noticeAt?',
  },
  roles: {
    columns: 'organizationId! name! retiringSince',
    unique: 'name: organizationId name',
    indexes: 'retiring: retiringSince?',
  },
  'role-versions': {
    columns: 'organizationId! roleId! number!:integer',
    unique: 'number: roleId number',
    indexes: 'organization: organizationId',
  },
  'organization-slugs': {
    columns: 'organizationId! slug!',
    unique: 'slug: slug',
    indexes: 'organization: organizationId',
  },
  'ownership-offers': {
    columns: 'organizationId! status! expiresAt! pendingKey',
    unique: 'pending: pendingKey?',
    indexes: 'organization: organizationId; due: status expiresAt',
  },
  invitations: {
    columns:
      'organizationId! emailKey! nameKey! status! expiresAt! tokenHash! remindAt pendingKey hidden:boolean generation:integer ' +
      'delivery sentAt',
    unique: 'token: tokenHash; pending: organizationId pendingKey?',
    indexes:
      'organization: organizationId; status: organizationId status; name: organizationId status nameKey; ' +
      'email: organizationId emailKey; list-email: organizationId status emailKey; due: status expiresAt; remind: remindAt?',
    searchScope: 'organizationId',
  },
  'invitation-tokens': {
    columns: 'organizationId! invitationId! tokenHash! generation!:integer',
    unique: 'token: tokenHash',
    indexes: 'organization: organizationId; invitation: invitationId generation',
  },
  rates: {
    columns: 'key! resetsAt!',
    unique: 'key: key',
    indexes: 'end: resetsAt',
  },
  'join-requests': {
    columns: 'organizationId! emailKey! status! pendingKey',
    unique: 'pending: organizationId pendingKey?',
    indexes: 'organization: organizationId status',
  },
  domains: {
    columns: 'organizationId! name! status! recheckAt verifiedKey',
    unique: 'name: organizationId name; verified: verifiedKey?',
    indexes: 'recheck: recheckAt?',
  },
  spaces: {
    columns: 'organizationId! nameKey!',
    unique: 'name: organizationId nameKey',
  },
  'space-members': {
    columns: 'organizationId! spaceId! memberId! role! sourceKey!',
    unique: 'reason: spaceId memberId sourceKey',
    indexes: 'member: memberId spaceId; space: spaceId memberId; organization: organizationId',
  },
  products: {
    columns: 'organizationId! key! alerted:integer',
    unique: 'key: organizationId key',
  },
  seats: {
    columns: 'organizationId! productId! memberId! status! liveKey queuedFor',
    unique: 'live: liveKey?',
    indexes:
      'product: productId status; member: memberId status; status: organizationId status; queue: queuedFor?',
  },
  tasks: {
    columns: 'organizationId! kind! status! endedAt',
    indexes: 'organization: organizationId; status: status updatedAt; ended: endedAt?',
  },
  'task-rows': {
    columns: 'taskId! number!:integer status! key',
    unique: 'number: taskId number; key: taskId key?',
    indexes: 'status: taskId status number',
  },
  mails: {
    columns: 'organizationId toKey! template! status! dueAt! messageId! onceKey! memberId triedAt',
    unique: 'once: onceKey; message: messageId',
    indexes:
      'due: status dueAt; organization: organizationId? status; address: toKey triedAt; made: createdAt',
  },
  'mail-templates': {
    columns: 'organizationId! template! locale!',
    unique: 'name: organizationId template locale',
  },
  'notice-preferences': {
    columns: 'organizationId! memberId!',
    unique: 'member: memberId',
    indexes: 'organization: organizationId',
  },
  notices: {
    columns: 'organizationId! memberId! notice! journalId! readAt',
    unique: 'once: memberId journalId notice',
    indexes: 'member: memberId; made: createdAt; organization: organizationId',
  },
  tellings: {
    columns: 'organizationId! dueAt! onceKey!',
    unique: 'once: onceKey',
    indexes: 'due: dueAt; organization: organizationId',
  },
  'idempotency-keys': {
    columns: 'key! expiresAt!',
    unique: 'key: key',
    indexes: 'end: expiresAt',
  },
  'job-runs': {
    columns: 'job! outcome! finishedAt!',
    indexes: 'job: job finishedAt; finished: finishedAt',
  },
};

interface Frozen {
  readonly columns: string;
  readonly unique?: string;
  readonly indexes?: string;
  readonly searchScope?: string;
}

export const VERSION_1: readonly Collection<Stored>[] = Object.entries(FROZEN).map(
  ([name, { columns, unique = '', indexes = '', searchScope }]) => {
    const declared = columns.split(' ').map((text) => text.split(':'));
    const nameOf = (text = ''): string => text.replace('!', '');
    const collection = {
      name,
      columns: Object.fromEntries(
        declared.map(([text, type = 'text']) => [nameOf(text), type as ColumnType]),
      ),
      required: declared.flatMap(([text = '']) => (text.endsWith('!') ? [nameOf(text)] : [])),
      unique: listFrom(unique).map(indexFrom),
      indexes: listFrom(indexes).map(indexFrom),
      ...(searchScope !== undefined && { searchScope }),
    };
    // a declaration of today names its columns by the fields of its record; these records are of another day
    return collection as unknown as Collection<Stored>;
  },
);

function listFrom(text: string): string[] {
  return text === '' ? [] : text.split('; ');
}

function indexFrom(text: string): { name: string; on: string[]; present?: string } {
  const [name = '', columns = ''] = text.split(': ');
  const on = columns.split(' ');
  const present = on.find((column) => column.endsWith('?'))?.replace('?', '');
  return {
    name,
    on: on.map((column) => column.replace('?', '')),
    ...(present !== undefined && { present }),
  };
}
