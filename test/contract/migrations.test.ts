import { expect } from '@jest/globals';
import {
  all,
  equals,
  everything,
  facet,
  SCHEMA_VERSION,
  type Account,
  type JournalEntry,
  type Member,
  type ScimUser,
  type Term,
} from '#store/index.js';
import { mongoNames, sqliteNames } from '../frozen/database-names.js';
import { faultOf } from '../kit/faults.js';
import { overStores, contractTest } from '../kit/stores.js';
import { sampleOrganization } from '../kit/samples.js';

const nothing = () => undefined;

const NOW = '2026-03-01T12:00:00.000Z';
const NEW_KEY = 'u@xn--mnchen-3ya.example';

/** Those of the journal's types, which the first step makes. */
async function endedIndexesOf(url: string): Promise<string[]> {
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined;
  const names = await (file === undefined ? mongoNames(url) : sqliteNames(file));
  return names.filter((name) => /^\w+ journal index \w+_(type|family|time) /.test(name));
}

overStores('migrations', (kind) => {
  if (!kind.durable) {
    contractTest(
      kind,
      'a database that is made anew is at the version of the program',
      async () => {
        const opened = await kind.open({ migrate: 'refuse' });
        expect(await opened.store.read.organizations.count(everything)).toBe(0);
        await opened.close();
      },
    );
    return;
  }

  contractTest(kind, 'inspecting changes nothing and tells what is to be done', async () => {
    expect(await faultOf(kind.open({ migrate: 'refuse' }))).toMatchObject({
      code: 'store.unsuitable',
      current: 0,
      target: SCHEMA_VERSION,
    });
    const opened = await kind.open();
    const state = { current: SCHEMA_VERSION, target: SCHEMA_VERSION, pending: [], missing: [] };
    expect(await kind.inspect(opened.url)).toEqual(state);
    await opened.reopen({ migrate: 'refuse' });
    await opened.close();
    expect(await kind.inspect(opened.url)).toMatchObject({
      current: 0,
      pending: Array.from({ length: SCHEMA_VERSION }, (_, index) => ({ version: index + 1 })),
    });
  });

  contractTest(kind, 'a step that was interrupted is done again, and once', async () => {
    const opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const slug of ['one', 'two', 'three']) {
        await tx.organizations.insert(sampleOrganization({ slug, preset: 'first' }));
      }
    });
    const interrupted = await kind.withOneMoreMigration(() => {
      throw new Error('pulled the plug');
    });
    await expect(opened.reopen({ migrations: interrupted })).rejects.toThrow('pulled the plug');
    expect((await kind.inspect(opened.url)).current).toBe(SCHEMA_VERSION);
    let steps = 0;
    const whole = await kind.withOneMoreMigration(() => {
      steps += 1;
    });
    await opened.reopen({ migrations: whole });
    const { records } = await opened.store.read.organizations.find({
      where: everything,
      limit: 10,
    });
    expect(records.map((record) => record.preset)).toEqual(['second', 'second', 'second']);
    await opened.reopen({ migrations: whole });
    expect(steps).toBe(1);
    expect((await kind.inspect(opened.url)).current).toBe(SCHEMA_VERSION + 1);
    await opened.close();
  });

  contractTest(
    kind,
    'M6 keys of addresses have their domain as A-labels after step 2',
    async () => {
      const first = (await kind.withOneMoreMigration(nothing)).slice(0, 1);
      const opened = await kind.open({ migrations: first });
      const at = { version: 1, createdAt: NOW, updatedAt: NOW, organizationId: 'one' };
      const old = 'u@münchen.example';
      const person = { ...at, name: 'U', nameKey: 'u', email: old, emailKey: old } as const;
      const member: Member = {
        ...person,
        id: 'member',
        status: 'active',
        source: 'manual',
        grants: [],
        standing: 'none',
      };
      const account: Account = { ...person, id: 'account' };
      const ask = { ...person, status: 'pending', pendingKey: old } as const;
      await opened.store.transaction('one', async (tx) => {
        const word = ['word', old] as const;
        await tx.members.insert(member, { search: { email: old }, facets: [word] });
        await tx.accounts.insert(account);
        await tx.joinRequests.insert({ ...ask, id: 'request' });
        await tx.joinRequests.insert({
          ...ask,
          id: 'other',
          pendingKey: NEW_KEY,
          emailKey: NEW_KEY,
        });
      });
      await opened.reopen();
      const { read } = opened.store;
      expect(await read.members.get('member')).toEqual({ ...member, emailKey: NEW_KEY });
      expect(await read.accounts.first(equals('emailKey', NEW_KEY))).toMatchObject({
        id: 'account',
      });
      for (const word of [old, NEW_KEY, 'xn--mnchen']) {
        const where = facet('one', 'word', word, 'sw');
        expect((await read.members.first(where))?.id).toBe('member');
      }
      // another one has the new key already
      expect(await read.joinRequests.get('request')).toMatchObject({ emailKey: old, email: old });
      await opened.close();
    },
  );

  contractTest(kind, 'S17 keys of spellings have one form after step 3', async () => {
    const two = (await kind.withOneMoreMigration(nothing)).slice(0, 2);
    const opened = await kind.open({ migrations: two });
    const at = { version: 1, createdAt: NOW, updatedAt: NOW, organizationId: 'one' };
    const user = (id: string, userName: string, userNameKey: string): ScimUser => ({
      ...at,
      id,
      connectionId: 'connection',
      memberId: `member of ${id}`,
      active: true,
      attributes: { userName },
      extensions: {},
      userNameKey,
    });
    const apart = 'j\u030cana';
    const users = [
      user('a', 'J\u030cana', apart),
      user('b', '\u039f\u0394\u039f\u03a3', '\u03bf\u03b4\u03bf\u03c2'),
      user('c', 'J\u030canb', 'j\u030canb'),
      user('d', '\u01f0anb', '\u01f0anb'),
      user('e', 'm\u00fcller', 'm\u00fcller'),
    ];
    await opened.store.transaction('one', async (tx) => {
      for (const one of users) {
        await tx.scimUsers.insert(one, {
          search: {
            title: one.userNameKey,
            emails: [{ value: one.userNameKey, exact: 'J\u030c' }],
          },
          facets: [['emails.value', one.userNameKey]],
        });
      }
    });
    await opened.reopen();
    const { read } = opened.store;
    const keyOf = async (id: string): Promise<unknown> =>
      (await read.scimUsers.get(id))?.userNameKey;
    expect(await keyOf('a')).toBe('\u01f0ana');
    expect(await keyOf('b')).toBe('\u03bf\u03b4\u03bf\u03c3');
    // another one has the new key already
    expect([await keyOf('c'), await keyOf('d')]).toEqual(['j\u030canb', '\u01f0anb']);
    expect(await read.scimUsers.get('e')).toEqual(users[4]);
    expect(await read.scimUsers.get('a')).toEqual({ ...users[0], userNameKey: '\u01f0ana' });
    const found = async (where: Term): Promise<unknown> => (await read.scimUsers.first(where))?.id;
    expect(await found(equals('userNameKey', '\u01f0ana'))).toBe('a');
    expect(await found(facet('connection', 'emails.value', '\u01f0ana', 'eq'))).toBe('a');
    const value = '\u01f0ana';
    const title: Term = { kind: 'compare', field: { search: ['title'] }, operator: 'eq', value };
    expect(await found(title)).toBe('a');
    await opened.close();
  });

  contractTest(kind, 'S11 present members with one address are marked after step 4', async () => {
    const three = (await kind.withOneMoreMigration(nothing)).slice(0, 3);
    const opened = await kind.open({ migrations: three });
    const member = (id: string, more: Partial<Member> = {}): Member => ({
      id,
      version: 1,
      createdAt: NOW,
      updatedAt: NOW,
      organizationId: 'one',
      name: id,
      nameKey: id,
      email: 'A@x.example',
      emailKey: 'a@x.example',
      status: 'active',
      source: 'scim',
      grants: [],
      standing: 'none',
      ...more,
    });
    const { email: _email, emailKey: _key, ...nobody } = member('e');
    const others = [
      member('a', { status: 'left' }),
      member('d', { organizationId: 'two' }),
      nobody,
      { ...nobody, id: 'f' },
      member('g', { email: 'g@x.example', emailKey: 'g@x.example' }),
    ];
    const holder = member('b');
    const [second, third] = [member('c', { status: 'suspended' }), member('h')];
    await opened.store.transaction('one', async (tx) => {
      for (const one of [...others, holder, second, third]) await tx.members.insert(one);
    });
    await opened.reopen();
    const { read } = opened.store;
    for (const one of [...others, holder]) expect(await read.members.get(one.id)).toEqual(one);
    const where = all(equals('organizationId', 'one'), equals('conflict', 'open'));
    const wanted = { email: 'A@x.example', since: NOW };
    const mark = { wanted, wantedKey: 'a@x.example', conflict: 'open' } as const;
    expect((await read.members.find({ where, limit: 10 })).records).toEqual([
      { ...second, ...mark },
      { ...third, ...mark },
    ]);
    await opened.close();
  });

  contractTest(kind, 'entries of the journal are found by the persons that they name', async () => {
    const steps = await kind.withOneMoreMigration(nothing);
    const step = steps.findIndex(({ name }) => name === 'persons that journal entries name');
    const opened = await kind.open({ migrations: steps.slice(0, step) });
    const entry = (sequence: number, more: Partial<JournalEntry>): JournalEntry => ({
      id: `entry-${sequence}`,
      version: 1,
      createdAt: NOW,
      updatedAt: NOW,
      organizationId: 'one',
      sequence,
      type: 'org.updated',
      family: 'org',
      actor: { kind: 'operator', name: 'operator' },
      target: { kind: 'organization', id: 'one' },
      traceId: 'trace',
      actorKey: 'operator:operator',
      targetKey: 'organization:one',
      previous: '',
      hash: '',
      ...more,
    });
    const entries = [
      entry(1, { after: { contacts: ['Billing@X.example'] } }),
      entry(2, { target: { kind: 'scim-user', id: 'user' }, before: { memberId: 'm-1' } }),
      entry(3, {
        target: { kind: 'member', id: 'm-1' },
        after: { memberId: 'm-1', email: 'm@x.example' },
      }),
      entry(4, { after: { memberIds: ['m-1', 'm-2'], name: 'm-3' } }),
    ];
    await opened.store.transaction('one', async (tx) => {
      for (const one of entries) await tx.journal.insert(one);
      const row = { taskId: 'task', number: 2, status: 'succeeded', input: {} } as const;
      const at = { version: 1, createdAt: NOW, updatedAt: NOW };
      await tx.taskRows.insertMissing([{ ...row, ...at, id: 'row', key: 'm@x.example' }]);
    });
    await opened.reopen();
    const { journal } = opened.store.read;
    const found = async (name: string, value: string): Promise<number[]> => {
      const { records } = await journal.find({ where: facet('one', name, value), limit: 10 });
      return records.map(({ sequence }) => sequence);
    };
    expect(await found('member', 'm-1')).toEqual([2, 4]);
    expect(await found('member', 'm-2')).toEqual([4]);
    expect(await found('member', 'm-3')).toEqual([]);
    expect(await found('address', 'billing@x.example')).toEqual([1]);
    expect(await found('address', 'm@x.example')).toEqual([]);
    for (const one of entries) expect(await journal.get(one.id)).toEqual(one);
    const { taskRows } = opened.store.read;
    expect(await taskRows.first(equals('address', 'm@x.example'))).toMatchObject({ id: 'row' });
    await opened.close();
  });

  contractTest(
    kind,
    'accounts need no address, and one address has one account still',
    async () => {
      const steps = await kind.withOneMoreMigration(nothing);
      const step = steps.findIndex(({ name }) => name === 'accounts without an address');
      const opened = await kind.open({ migrations: steps.slice(0, step) });
      const account = (id: string, emailKey?: string): Account => ({
        id,
        version: 1,
        createdAt: NOW,
        updatedAt: NOW,
        name: 'User One',
        ...(emailKey !== undefined && { email: emailKey, emailKey }),
      });
      const insert = (one: Account): Promise<void> =>
        opened.store.transaction(one.id, (tx) => tx.accounts.insert(one));
      const old = account('old', 'u@x.example');
      await insert(old);
      await opened.reopen();
      for (const id of ['first', 'second']) await insert(account(id));
      expect(await faultOf(insert(account('third', 'u@x.example')))).toMatchObject({
        code: 'record.exists',
      });
      const { accounts } = opened.store.read;
      expect(await accounts.first(equals('emailKey', 'u@x.example'))).toEqual(old);
      expect(await accounts.get('second')).toEqual(account('second'));
      await opened.close();
    },
  );

  const names = ['indexes that nothing asks', 'times of the journal by its order'];
  contractTest(kind, 'indexes that nothing asks are dropped, and their records stay', async () => {
    const steps = await kind.withOneMoreMigration(nothing);
    const [step = 0, second = 0] = names.map((one) => steps.findIndex(({ name }) => name === one));
    const opened = await kind.open({ migrations: steps.slice(0, step) });
    const mark = { id: 'mark', version: 1, createdAt: NOW, updatedAt: NOW, sequence: 1 };
    await opened.store.transaction('one', async (tx) => {
      await tx.feedMarks.insert({ ...mark, organizationId: 'one' });
    });
    expect(await endedIndexesOf(opened.url)).toHaveLength(3);
    // the steps between them leave alone what the first one left
    await opened.reopen({ migrations: steps.slice(0, second) });
    await opened.reopen();
    expect(await endedIndexesOf(opened.url)).toEqual([]);
    expect(await opened.store.read.feedMarks.first(equals('organizationId', 'one'))).toEqual({
      ...mark,
      organizationId: 'one',
    });
    await opened.close();
  });

  contractTest(kind, 'a database that is newer than the program is refused', async () => {
    const opened = await kind.open({ migrations: await kind.withOneMoreMigration(nothing) });
    expect(await faultOf(opened.reopen())).toMatchObject({
      code: 'store.unsuitable',
      current: SCHEMA_VERSION + 1,
      target: SCHEMA_VERSION,
    });
    await opened.close();
  });
});
