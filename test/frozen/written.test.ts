import { expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { overStores, storeKinds } from '../kit/stores.js';
import { sorted } from './names.js';
import { bringBack, type Kind } from './past/databases.js';
import { BEGINNING } from './past/settings.js';
import { openStage } from './past/stages.js';
import { play } from './past/story.js';
import { writtenNames } from './written-names.js';

// The same history, played by the release before and by today's program, leaves the same words in the database.

/** The brake on mass changes notes what a directory took in the last hour. */
const OF_MASS_CHANGES = [
  ...[
    'connectionId',
    'createdAt',
    'id',
    'losses[].connectionId',
    'losses[].groupId',
    'losses[].groupIds[]',
    'losses[].kind',
    'losses[].kind = deactivated',
    'losses[].kind = deleted',
    'losses[].kind = left_group',
    'losses[].scimUserId',
    'losses[].user.active',
    'losses[].user.attributes.active',
    'losses[].user.attributes.displayName',
    'losses[].user.attributes.emails[].primary',
    'losses[].user.attributes.emails[].type',
    'losses[].user.attributes.emails[].type = work',
    'losses[].user.attributes.emails[].value',
    'losses[].user.attributes.name.familyName',
    'losses[].user.attributes.name.givenName',
    'losses[].user.attributes.phoneNumbers[].type',
    'losses[].user.attributes.phoneNumbers[].type = work',
    'losses[].user.attributes.phoneNumbers[].value',
    'losses[].user.attributes.title',
    'losses[].user.attributes.userName',
    'losses[].user.connectionId',
    'losses[].user.createdAt',
    'losses[].user.displayNameKey',
    'losses[].user.emailKey',
    'losses[].user.extensions.urn:ietf:params:scim:schemas:extension:enterprise:2_0:User.department',
    'losses[].user.extensions.urn:ietf:params:scim:schemas:extension:enterprise:2_0:User.employeeNumber',
    'losses[].user.externalId',
    'losses[].user.id',
    'losses[].user.memberId',
    'losses[].user.organizationId',
    'losses[].user.textKey',
    'losses[].user.updatedAt',
    'losses[].user.userNameKey',
    'losses[].user.version',
    'lostAt',
    'massChangeId',
    'memberId',
    'organizationId',
    'state',
    'updatedAt',
    'version',
  ].map((word) => `mass_change_people field ${word}`),
  ...[
    'base',
    'countedAt',
    'createdAt',
    'id',
    'organizationId',
    'parts[].from',
    'parts[].people',
    'signInBase',
    'updatedAt',
    'version',
  ].map((word) => `mass_change_windows field ${word}`),
];

/**
 * Words that the same history leaves since: a directory meets a limit that was set a moment ago, not that of its session; changes of
 * access within half a minute are one mail; digests say what each of their lines is about.
 */
const SINCE = [
  ...OF_MASS_CHANGES,
  'exchanges field personKey',
  'idempotency_keys facet about',
  'journal facet address',
  'journal facet member',
  'journal member.left before email',
  'journal member.left before roles',
  'journal member.left before source',
  'journal member.removed before email',
  'journal member.removed before roles',
  'journal member.removed before source',
  'mails field data.lines[].mailId',
  'mails field digestId',
  'task_rows field address',
  'connections field keepsPastLinks',
  'exchanges field address',
  'exchanges field bytes',
  'exchanges field differenceFrom',
  'exchanges field memberId',
  'exchanges field operation = user.query',
  'exchanges field trace[].step = seat.assigned',
  'journal invitation.accepted after name',
  'journal member.added after notify',
  'journal org.limit_exceeded after limit',
  'journal org.limit_exceeded after used',
  'journal org.limit_exceeded of a organization',
  'journal account.updated after email',
  'journal account.updated before email',
  'members field sessionsEndedAt',
  'organizations field secondFactorDue',
  'organizations field sessionsEndedAt',
  'mails field byRole',
  'mails field data.connection',
  'mails field data.lines[].byRole',
  'mails field data.lines[].notice',
  'mails field data.lines[].notice = seat-limit',
  'mails field data.lines[].notice = user-action',
  'mails field data.lines[].text',
  'mails field data.notice = mapping-changed',
  'mails field data.notice = member-added',
  'mails field subject.kind = join-request',
  'mails field template = mapping-changed',
  'mails field template = member-added',
  'members field previousGrants[].role',
  'members field previousGrants[].role = member',
  'members field previousGrants[].role = viewer',
  'members field previousGrants[].since',
  'members field previousGrants[].source.kind',
  'members field previousGrants[].source.kind = manual',
  'notices field data.connection',
  'notices field notice = mapping-changed',
  'notices field notice = member-added',
  'past_links field connectionId',
  'past_links field createdAt',
  'past_links field endedAt',
  'past_links field externalId',
  'past_links field id',
  'past_links field memberId',
  'past_links field organizationId',
  'past_links field updatedAt',
  'past_links field version',
  'scim_users field emailKey',
  'journal member.updated after firstName',
  'journal member.updated after lastName',
  'journal member.updated before firstName',
  'journal member.updated before lastName',
  'domains field emailProof.generation',
  'members field firstName',
  'members field lastName',
  'members searched firstName',
  'members searched lastName',
  'signing_keys field createdAt',
  'signing_keys field generation',
  'signing_keys field id',
  'signing_keys field purpose',
  'signing_keys field signsFrom',
  'signing_keys field updatedAt',
  'signing_keys field version',
  'signing_keys field wrapped',
  'signing_keys field wrappedBy',
  'task_rows field errors[].text',
  'tasks field options.language',
  'tally exchange-bytes:{id}',
  'tally exchange-rows:{id}',
  'tellings field data.connection',
  'tellings field data.limit',
  'tellings field data.percent',
  'tellings field data.used',
  'tellings field notice = mapping-changed',
  'tellings field notice = member-added',
  'tellings field notice = member-limit',
  'feed_marks field createdAt',
  'feed_marks field id',
  'feed_marks field organizationId',
  'feed_marks field sequence',
  'feed_marks field updatedAt',
  'feed_marks field version',
  'scim_users field textKey',
  ...[
    'at',
    'grants[].role',
    'grants[].role = viewer',
    'grants[].since',
    'grants[].source.kind',
    'grants[].source.kind = manual',
    'status',
    'status = active',
  ].map((name) => `members field removal.${name}`),
];

/** Words that it left until then: a refused request had no name; each change of access had a mail of its own, at once. */
const UNTIL = [
  'exchanges field operation = request',
  'mails field data.notice = access-changed',
  'mails field data.notice = seat-assigned',
  'mails field data.notice = seat-granted',
  'mails field data.notice = seat-removed',
  'mails field data.roles[] = billing',
  'mails field data.roles[] = replaced',
  'mails field template = access-changed',
  'mails field template = seat-assigned',
  'mails field template = seat-granted',
  'mails field template = seat-removed',
  'notices field data.roles[] = billing',
  'notices field data.roles[] = replaced',
  'notices field notice = access-changed',
  'notices field notice = seat-assigned',
  'notices field notice = seat-granted',
  'notices field notice = seat-removed',
  // what many share is looked for by scanning
  'scim_users facet urn:ietf:params:scim:schemas:extension:enterprise:2_0:User:department',
  // what a new user became is said by the answer
  ...[
    'department',
    'employeeNumber',
    'familyName',
    'givenName',
    '[].primary',
    '[].type',
    '[].type = work',
    '[].value',
  ].map((name) => `exchanges field difference[].after${name.startsWith('[') ? '' : '.'}${name}`),
  // what a list is sorted by stands beside it where it is not its first
  'scim_groups searched _first.schemas',
  ...[
    'emails.primary',
    'emails.type',
    'emails.type = work',
    'emails.value',
    'phoneNumbers.type',
    'phoneNumbers.type = work',
    'phoneNumbers.value',
    'schemas',
  ].map((name) => `scim_users searched _first.${name}`),
  // what the record says, what columns say, and what its type and extensions say
  ...[
    'attributes.department',
    'email',
    'name',
    'roles[]',
    'roles[] = member',
    'roles[] = viewer',
  ].map((name) => `invitations searched ${name}`),
  ...[
    'displayName',
    'email',
    'name',
    'roles[]',
    'roles[] = account-admin',
    'roles[] = account-owner',
    'roles[] = admin',
    'roles[] = auditor',
    'roles[] = billing',
    'roles[] = member',
    'roles[] = organization-admin',
    'roles[] = owner',
    'roles[] = root',
    'roles[] = viewer',
    'source',
    'source = domain',
    'source = import',
    'source = invitation',
    'source = join_request',
    'source = manual',
    'source = scim',
    'standing',
    'standing = admin',
    'standing = none',
    'standing = owner',
    'status',
    'status = active',
    'status = left',
    'status = suspended',
  ].map((name) => `members searched ${name}`),
  'scim_groups searched schemas[]',
  ...[
    'emails[].primary',
    'emails[].type',
    'emails[].type = work',
    'emails[].value',
    'name.familyName',
    'name.givenName',
    'phoneNumbers[].type',
    'phoneNumbers[].type = work',
    'phoneNumbers[].value',
    'schemas[]',
    'title',
    'urn:ietf:params:scim:schemas:extension:enterprise:2_0:User.department',
    'urn:ietf:params:scim:schemas:extension:enterprise:2_0:User.employeeNumber',
  ].map((name) => `scim_users searched ${name}`),
];

const FILE = join('test', 'frozen', 'written-names.txt');
const kinds = storeKinds.filter(({ name }) => name !== 'sqlite-memory');
const writes = process.env['MUSTER_WRITE_FROZEN'] === '1';

async function compare(names: readonly string[], since: readonly string[] = []): Promise<void> {
  const lines = sorted(names);
  if (writes && since.length === 0) await writeFile(FILE, `${lines.join('\n')}\n`);
  const before = (await readFile(FILE, 'utf8')).split('\n').slice(0, -1);
  expect(lines).toEqual(sorted([...before, ...since]));
}

overStores(
  'words that the history leaves',
  (kind) => {
    const name: Kind = kind.name === 'mongodb' ? 'mongodb' : 'sqlite';

    test('in the database of the release before', async () => {
      const opened = await kind.open();
      await opened.store.close();
      await bringBack(name, opened.url);
      await compare(await writtenNames(opened.url));
      await opened.close();
    });

    // what is written is the rules' business: one database says it
    if (name === 'mongodb') return;

    test('in one of today', async () => {
      const opened = await kind.open();
      const { stage, close } = await openStage(opened.url, BEGINNING);
      try {
        await play(stage);
      } finally {
        await close();
      }
      await compare([...(await writtenNames(opened.url)), ...UNTIL], SINCE);
      await opened.close();
    }, 180_000);
  },
  kinds,
);
