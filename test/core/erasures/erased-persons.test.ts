import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PERSONAL_DATA } from '#core/erasures/index.js';
import { newId, type Context } from '#kernel/index.js';
import type { Notifications } from '#notifications/index.js';
import { COLLECTIONS, type Erasure, type Member } from '#store/index.js';
import { FakeClock, ENTERPRISE, TestApplication, USER } from '../../kit/application.js';
import { faultOf } from '../../kit/faults.js';
import { Importer } from '../../kit/importers.js';
import { inOrganizationScope } from '../../kit/organization-scopes.js';
import { rawRows, sqliteFiles } from '../../kit/raw-records.js';
import { overStores, storeKinds, type OpenedStore } from '../../kit/stores.js';
import { TestOrganization } from '../../kit/test-organizations.js';

// Erased means erased: a word that stands in every field that a person can fill is looked for in every row of the database afterwards.

const MARKER = 'zqmarkerqz';
const SPELLED = 'ZqMarkerQz';
const EMAIL = `${SPELLED}@example.com`;
const DAY = 86_400_000;
const never = new AbortController().signal;

test('every collection says what becomes of the personal data in it', () => {
  expect(Object.keys(PERSONAL_DATA).sort()).toEqual(Object.keys(COLLECTIONS).sort());
  for (const [name, { removed, cleared, none }] of Object.entries(PERSONAL_DATA)) {
    const isErased = removed !== undefined || cleared !== undefined;
    expect([name, isErased]).toEqual([name, none === undefined]);
  }
});

overStores(
  'a person who is erased',
  (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-erasure-'));
    const clock = new FakeClock();
    let opened: OpenedStore;
    let app: TestApplication;
    let mail: Notifications;

    beforeAll(async () => {
      opened = await kind.open({ clock });
      app = new TestApplication(opened.store, clock);
      mail = app.notificationsWith({ folder });
    });
    afterAll(async () => {
      mail.close();
      await app.close();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const found = async (): Promise<Record<string, string[]>> => {
      await app.provisioning.exchanges.flush();
      const rows = await rawRows(opened.url);
      const hits = [...rows].map(([name, texts]): [string, string[]] => [
        name,
        texts.filter((text) => text.toLowerCase().includes(MARKER)),
      ]);
      return Object.fromEntries(hits.filter(([, texts]) => texts.length > 0));
    };
    const deliver = async (): Promise<void> => {
      clock.advance(60_000);
      while ((await mail.sendDue(app.ctx(), never)).more);
    };
    const runAll = async (id: string): Promise<Erasure> => {
      for (let look = 0; look < 20; look += 1) {
        while ((await app.core.erasures.run(app.ctx())).more);
        const erasure = await app.core.erasures.get(app.ctx(), id);
        if (erasure.status === 'done') return erasure;
        clock.advance(60_000);
      }
      throw new Error('The erasure does not end.');
    };
    const createOrganization = async (): Promise<TestOrganization> => {
      const org = await TestOrganization.create(app);
      const target = { organizationId: org.id };
      const attributes = [{ name: 'team', title: 'Team', type: 'text' as const }];
      await app.core.organizations.update(app.ctx(), target, {
        policies: { joinRequests: 'open' },
      });
      await inOrganizationScope(app, org.organization, ({ tx }) =>
        tx.organizations
          .get(org.id)
          .then(
            (one) =>
              one && tx.organizations.update({ ...one, attributes, version: one.version + 1 }),
          ),
      );
      return org;
    };

    /** The person asks, is denied, is invited, accepts, and is known to a directory, under two addresses. */
    const createPerson = async (org: TestOrganization): Promise<Member> => {
      const { core, ctx } = app;
      const name = `${SPELLED} Person`;
      const person = { name, email: EMAIL, emailVerified: true };
      const words = { ...person, message: `I am ${SPELLED}` };
      const asked = await core.joinRequests.create(ctx(), org.id, words);
      await core.joinRequests.deny(ctx(), org.id, asked.id, `Who is ${SPELLED}?`);
      const owner = await org.actingAs(org.first);
      const { token = '' } = await core.invitations.create(owner, org.id, {
        email: EMAIL,
        name,
        firstName: SPELLED,
        lastName: SPELLED,
        message: `Welcome ${SPELLED}`,
        roles: ['admin'],
        attributes: { team: SPELLED },
        send: false,
      });
      const { member } = await core.invitations.accept(ctx(), { ...person, token, locale: 'de' });
      await deliver();
      return member;
    };

    /** Everything that a member says of themselves, and others say of them. */
    const fillMember = async (org: TestOrganization, { id }: Member): Promise<void> => {
      const { core, ctx } = app;
      const target = { organizationId: org.id, memberId: id };
      const bytes = Buffer.from(`picture of ${SPELLED}`);
      await core.members.setAvatar(ctx(), target, { mediaType: 'image/webp', bytes });
      await core.members.update(ctx(), target, {
        email: `other.${EMAIL}`,
        name: `${SPELLED} Renamed`,
        attributes: { team: `${SPELLED} team` },
      });
      await core.members.unlock(ctx(), target, { hours: 1, reason: `${SPELLED} moves` });
      const product = { key: `k-${newId()}`, name: 'Product', seats: 0 };
      const { id: productId } = await core.products.create(ctx(), org.id, product);
      const self = await org.actingAs({ id });
      const seat = await core.seats.request(self, org.id, { productId, reason: `for ${SPELLED}` });
      await core.seats.deny(ctx(), org.id, seat.id, `not for ${SPELLED}`);
      await mail.preferences.set(ctx(), org.id, id, { digest: 'off' });
      const view = { name: `${SPELLED} view`, query: `q=${SPELLED}` };
      await core.members.views.create(self, org.id, { list: 'members', ...view });
      await mail.sendHostNotice(ctx(), org.id, {
        notice: 'user-action',
        title: `Hello ${SPELLED}`,
        memberIds: [id],
      });
      await core.organizations.setBilling(ctx(), { organizationId: org.id }, [
        EMAIL,
        'b@x.example',
      ]);
      const sheet = new Importer(app, org.organization);
      await sheet.uploadAndCheck([
        { email: `other.${EMAIL}`, name: SPELLED },
        { email: `other.${EMAIL}`, name: `${SPELLED} again` },
      ]);
      const request = { caller: 'operator:x', operationId: 'addMember', key: newId(), content: '' };
      await core.idempotencyKeys.begin(ctx(), request);
      const body = JSON.stringify({ id, name: SPELLED });
      await core.idempotencyKeys.finish(ctx(), request, { status: 201, body });
      await deliver();
    };

    /** What the person did to others. */
    const actAs = async (org: TestOrganization, { id }: Member): Promise<void> => {
      const { core, ctx } = app;
      const self = (): Promise<Context> => org.actingAs({ id });
      const other = { email: `${newId()}@example.com`, name: 'Other' };
      const sent = await core.invitations.create(await self(), org.id, {
        ...other,
        message: `From ${SPELLED}`,
      });
      await core.invitations.revoke(await self(), org.id, sent.invitation.id, {
        note: `Sorry, ${SPELLED}`,
        notify: true,
      });
      const asked = await core.joinRequests.create(ctx(), org.id, {
        ...other,
        emailVerified: true,
      });
      await core.joinRequests.deny(await self(), org.id, asked.id, `${SPELLED} says no`);
      const late = { email: `${newId()}@example.com`, lifeDays: 1, message: SPELLED };
      await core.invitations.create(await self(), org.id, late);
      await core.invitations.bulkCreate(await self(), org.id, [{ email: `${newId()}@x.example` }]);
      await core.apiKeys.create(await self(), org.id, { name: 'Key', scopes: ['members:read'] });
      const someone = await org.person('member');
      const change = { kind: 'give', grant: { role: 'billing' } } as const;
      await core.memberRoles.change(await self(), org.id, someone.id, change);
      await deliver();
    };

    /** A directory that knew the person under a third name, was asked for them, and forgot them. */
    const provision = async (org: TestOrganization): Promise<string> => {
      const scim = await app.scimConnection(org.organization);
      const userName = `${SPELLED}.user`;
      const user = {
        schemas: [USER, ENTERPRISE],
        userName,
        externalId: `ext-${SPELLED}`,
        name: { givenName: SPELLED, familyName: SPELLED },
        displayName: `${SPELLED} Shown`,
        emails: [{ value: `third.${EMAIL}`, primary: true }],
        photos: [{ value: `https://x.example/${SPELLED}.png`, primary: true }],
        [ENTERPRISE]: { department: SPELLED, employeeNumber: SPELLED },
      };
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      await scim.call('GET', `/Users?filter=${filter}`);
      const id = String((await scim.call('POST', '/Users', user)).body['id']);
      await scim.call('POST', '/Users', user);
      await scim.call('GET', `/Users/${id}`);
      await scim.call('GET', '/Users');
      const group = await scim.group('Team');
      const value = [{ value: id, display: `${SPELLED} Shown` }];
      await scim.patch(`/Groups/${group}`, { op: 'add', path: 'members', value });
      await scim.call('GET', `/Groups/${group}`);
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: `${SPELLED} title` });
      const member = await scim.memberOf(id);
      expect(
        await faultOf(app.core.erasures.eraseMember(app.ctx(), org.id, { memberId: member.id })),
      ).toMatchObject({
        code: 'erasure.directory',
        connectionId: scim.connection.id,
        connection: 'Directory',
      });
      await scim.call('DELETE', `/Users/${id}`);
      return member.id;
    };

    test('from one organization: the word is in no row any more, and the journal verifies', async () => {
      const org = await createOrganization();
      const member = await createPerson(org);
      await fillMember(org, member);
      await actAs(org, member);
      const known = await provision(org);
      const { ctx, core } = app;
      const target = { organizationId: org.id, memberId: known };
      await core.members
        .merge(ctx(), target, { into: member.id, confirm: true })
        .catch(() => undefined);
      const before = await found();
      expect(Object.keys(before).length).toBeGreaterThan(12);
      expect(Object.keys(before)).toEqual(expect.arrayContaining(['exchanges', 'exchange_reads']));
      const ids = [known, member.id];
      for (const memberId of ids) {
        const erasure = await core.erasures.eraseMember(ctx(), org.id, { memberId });
        expect(await faultOf(core.members.get(ctx(), org.id, memberId))).toMatchObject({
          code: 'member.missing',
        });
        const done = await runAll(erasure.id);
        expect(done).toMatchObject({ status: 'done', memberId });
        expect(done.entries).toBeGreaterThan(0);
        expect(done).not.toHaveProperty('work');
        // the same again is the same erasure
        const again = await core.erasures.eraseMember(ctx(), org.id, { memberId });
        expect(again.id).toBe(erasure.id);
      }
      expect(await found()).toEqual({});
      expect((await core.journal.verify(ctx(), org.id)).broken).toBeUndefined();
      const types = (await app.journal(org.id)).map(({ type }) => type);
      expect(types.filter((type) => type === 'member.erased')).toHaveLength(2);
      // what is not the person's stays
      const { billing } = await core.organizations.get(ctx(), org.id);
      expect(billing?.contacts).toEqual(['b@x.example']);
      clock.advance(2 * DAY);
      await core.invitations.expireDue(ctx());
      await deliver();
      while ((await core.erasures.run(ctx())).more);
      expect(await found()).toEqual({});
      if (kind.name !== 'sqlite-file') return;
      expect(sqliteFiles(opened.url).toLowerCase().includes(MARKER)).toBe(false);
    }, 120_000);
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);
