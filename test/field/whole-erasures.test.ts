import { expect, test } from '@jest/globals';
import { eraseMember } from '#core/members/index.js';
import { eraseAnswers, eraseTaskRows } from '#core/tasks/index.js';
import { ERASE_BATCH_SIZE, type ErasedPerson, type PersonInEntry } from '#core/tenancy/index.js';
import { eraseDeliveriesOfEntries } from '#integrations/index.js';
import { newId } from '#kernel/index.js';
import { eraseMailsOfEntries, eraseMailsTo, eraseNoticesOfEntries } from '#notifications/index.js';
import {
  all,
  equals,
  NEVER,
  oneOf,
  type Mail,
  type Organization,
  type Stored,
} from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { insertMany, MANY } from '../kit/many-rows.js';
import { createPerson, inOrganizationScope } from '../kit/organization-scopes.js';

/** One more than an erasure takes at once. */
const BATCH_AND_ONE = ERASE_BATCH_SIZE + 1;

overApplications(
  'what more rows than one question answers say of a person who is erased',
  (app) => {
    const read = () => app().store.read;

    const person = (known: Partial<ErasedPerson>): ErasedPerson => {
      const nothing = { memberIds: [], addresses: [], accountIds: [] };
      return { ...nothing, scimUserIds: [], names: [], ...known };
    };

    /** An entry about the person, and its id. */
    const entryOf = async ({ id }: Organization): Promise<[PersonInEntry, string]> => {
      const [entry] = await app().journal(id);
      if (!entry) throw new Error('The organization has no journal.');
      return [{ entry, isSubject: true, isNamed: false, isActor: false }, entry.id];
    };

    const mailTo = (address: string, onceKey: string): Omit<Mail, keyof Stored> => ({
      template: 'member-added',
      to: address,
      toKey: address,
      data: { name: 'Ann' },
      optional: false,
      status: 'sent',
      attempts: 1,
      dueAt: NEVER,
      messageId: newId(),
      onceKey,
    });

    test('all notices, mails and deliveries of an entry go', async () => {
      const organization = await app().organization();
      const { id: organizationId } = organization;
      const [found, journalId] = await entryOf(organization);
      await insertMany(app(), 'notices', MANY, () => ({
        organizationId,
        memberId: newId(),
        notice: 'member-added',
        journalId,
        data: { name: 'Ann' },
      }));
      await insertMany(app(), 'mails', MANY, (index) => ({
        organizationId,
        ...mailTo(`person-${index}@x.example`, `${journalId}:${index}`),
      }));
      await insertMany(app(), 'webhookDeliveries', MANY, () => ({
        organizationId,
        endpointId: newId(),
        eventId: journalId,
        type: 'member.added',
        cursor: '1',
        webhookId: newId(),
        objectKey: 'member:1',
        status: 'delivered',
        attempt: 1,
        dueAt: NEVER,
        body: '{"name":"Ann"}',
        hasContent: true,
        headers: {},
        attempts: [],
      }));
      await inOrganizationScope(app(), organization, async (scope) => {
        await eraseNoticesOfEntries(scope, [found]);
        await eraseMailsOfEntries(scope, [found]);
        await eraseDeliveriesOfEntries(scope, [found]);
      });
      const here = equals('organizationId', organizationId);
      expect(await read().notices.count(here)).toBe(0);
      expect(await read().mails.count(here)).toBe(0);
      const isKept = all(here, equals('hasContent', true));
      expect(await read().webhookDeliveries.count(isKept)).toBe(0);
    });

    test('all answers that tell of the person lose what they say', async () => {
      const organization = await app().organization();
      const memberId = newId();
      const keys = await insertMany(
        app(),
        'idempotencyKeys',
        BATCH_AND_ONE,
        () => ({
          key: newId(),
          fingerprint: 'same',
          status: 'done',
          answer: { status: 200, body: `{"id":"${memberId}","name":"Ann"}` },
          expiresAt: '2026-03-02T12:00:00.000Z',
        }),
        () => ({ search: {}, facets: [['about', memberId]] }),
      );
      await inOrganizationScope(app(), organization, (scope) => eraseAnswers(scope, [memberId]));
      const after = await read().idempotencyKeys.getMany(keys.map(({ id }) => id));
      expect(after.filter(({ answer }) => answer?.erased === true)).toHaveLength(BATCH_AND_ONE);
    });

    test('rows of sheets are found behind those of another organization', async () => {
      const organization = await app().organization();
      const address = `${newId()}@x.example`;
      const taskOf = (organizationId: string) =>
        insertMany(app(), 'tasks', 1, () => ({
          organizationId,
          kind: 'import',
          status: 'done',
          total: 1,
          done: 1,
          succeeded: 1,
          failed: 0,
          actor: { kind: 'operator', name: 'operator' },
          authority: { permissions: 'all', grants: 'all', manages: 'all' },
          options: {},
        }));
      const rowsOf = (taskId: string, count: number) =>
        insertMany(app(), 'taskRows', count, (index) => ({
          taskId,
          number: index + 1,
          status: 'succeeded',
          address,
          input: { cells: [address, 'Ann'] },
        }));
      const other = await app().organization();
      const [foreign] = await taskOf(other.id);
      await rowsOf(foreign?.id ?? '', BATCH_AND_ONE);
      const [own] = await taskOf(organization.id);
      await rowsOf(own?.id ?? '', 1);
      await inOrganizationScope(app(), organization, (scope) =>
        eraseTaskRows(scope, person({ addresses: [address] })),
      );
      const row = await read().taskRows.first(equals('taskId', own?.id ?? ''));
      expect(row?.input).toEqual({ cells: ['', ''] });
      expect(await read().taskRows.count(equals('address', address))).toBe(BATCH_AND_ONE);
    });

    test('mails are found behind those of another member, and by the last of many addresses', async () => {
      const organization = await app().organization();
      const { id: organizationId } = organization;
      const address = 'shared@x.example';
      await insertMany(app(), 'mails', BATCH_AND_ONE, () => ({
        organizationId,
        memberId: newId(),
        ...mailTo(address, newId()),
      }));
      const [own] = await insertMany(app(), 'mails', 1, () => ({
        organizationId,
        ...mailTo(address, newId()),
      }));
      const addresses = Array.from({ length: MANY }, (_, index) => `a-${index}@x.example`);
      const [last] = await insertMany(app(), 'mails', 1, () => ({
        organizationId,
        ...mailTo(addresses.at(-1) ?? '', newId()),
      }));
      await inOrganizationScope(app(), organization, async (scope) => {
        await eraseMailsTo(scope, person({ addresses: [address] }));
        await eraseMailsTo(scope, person({ addresses }));
      });
      const left = await read().mails.count(oneOf('id', [own?.id ?? '', last?.id ?? '']));
      expect(left).toBe(0);
      expect(await read().mails.count(equals('toKey', address))).toBe(BATCH_AND_ONE);
    });

    test('all members who were merged into the person go with the person', async () => {
      const organization = await app().organization();
      const { id: organizationId } = organization;
      const member = await createPerson(app(), organization, 'Ann');
      await insertMany(app(), 'members', 101, (index) => ({
        organizationId,
        status: 'left',
        source: 'manual',
        name: 'Ann',
        email: `ann-${index}@x.example`,
        nameKey: 'ann',
        emailKey: `ann-${index}@x.example`,
        grants: [],
        standing: 'none',
        mergedInto: member.id,
      }));
      const erased = await inOrganizationScope(app(), organization, (scope) =>
        eraseMember(scope, member),
      );
      expect(erased.memberIds).toHaveLength(102);
      expect(await read().members.count(equals('mergedInto', member.id))).toBe(0);
    });
  },
);
