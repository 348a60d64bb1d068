import { expect } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '#kernel/index.js';
import { equals, everything, SCHEMA_VERSION, type Member, type ScimUser } from '#store/index.js';
import { pagesOf } from '#core/tenancy/index.js';
import { writeAsEarlier } from '../kit/earlier-rows.js';
import { TYPESCRIPT } from '../kit/program.js';
import { contractTest, overStores } from '../kit/stores.js';

const PROGRAM = new URL('killed-migration.ts', import.meta.url).pathname;
const LOCK_MS = 31_000;

/** Brings the database up to date in a process that dies in the step, after so many writes. */
async function dieIn(url: string, [version, writes]: readonly number[], aheadMs: number) {
  const given = [url, version, writes, aheadMs].map(String);
  const program = [...TYPESCRIPT, PROGRAM, ...given];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
}

overStores('steps over many records whose processes are killed', (kind) => {
  if (!kind.durable) return;

  // more than a page of MongoDB (500 rows); what one step of SQLite did, a crash takes back
  const count = 510;
  const at = { version: 1, createdAt: '2026-03-01T12:00:00.000Z', organizationId: 'one' };
  const record = (n: number) => ({ ...at, updatedAt: at.createdAt, id: `id-${n}` });

  const memberOf = (n: number, email: string, nameKey: string, emailKey: string): Member => ({
    ...record(n),
    status: 'active',
    source: 'scim',
    name: `Νίκος ${n}`,
    nameKey,
    email,
    emailKey,
    grants: [],
    standing: 'none',
  });
  const oldMember = (n: number) => {
    const email = `u${n}@münchen.example`;
    return memberOf(n, email, `νίκος ${n}`, email);
  };
  const newMember = (n: number) =>
    memberOf(n, `u${n}@münchen.example`, `νίκοσ ${n}`, `u${n}@xn--mnchen-3ya.example`);

  /** The last two of a hundred have one key in its new form. */
  const isTwin = (n: number) => n % 100 >= 98;
  const userOf = (n: number, userNameKey: string): ScimUser => ({
    ...record(n),
    connectionId: 'connection',
    memberId: `id-${n}`,
    active: true,
    attributes: { userName: `ΟΔΟΣ ${n}` },
    extensions: {},
    userNameKey,
  });
  const oldKey = (n: number) =>
    isTwin(n) ? `twin ${n - (n % 2)} ${n % 2 === 0 ? 'ς' : 'σ'}` : `οδος ${n}`;

  contractTest(kind, 'M6 S17 they are finished, and every record is right', async () => {
    const numbers = Array.from({ length: count }, (_, n) => n);
    const first = (await kind.withOneMoreMigration(() => undefined)).slice(0, 1);
    const opened = await kind.open({ migrations: first });
    await opened.store.transaction('one', async (tx) => {
      await tx.members.insertMissing(numbers.map(oldMember));
      await tx.scimUsers.insertMissing(numbers.map((n) => userOf(n, oldKey(n))));
    });
    await opened.store.close();
    // the processes find rows of the release whose schema it is
    if (kind.name === 'sqlite-file') await writeAsEarlier(opened.url);
    const rounds =
      kind.name === 'mongodb'
        ? [
            [2, 1],
            [3, 3],
          ]
        : [
            [2, 400],
            [3, 700],
            [11, 900],
          ];
    for (const [index, round] of rounds.entries()) {
      await dieIn(opened.url, round, index * LOCK_MS);
      expect((await kind.inspect(opened.url)).current).toBe((round[0] ?? 0) - 1);
    }
    const clock = { now: () => systemClock.now() + rounds.length * LOCK_MS };
    await opened.reopen({ clock });
    expect((await kind.inspect(opened.url)).current).toBe(SCHEMA_VERSION);

    const { read } = opened.store;
    const members = new Map<string, Member>();
    for await (const page of pagesOf(read.members, everything))
      for (const one of page) members.set(one.id, one);
    expect(members.size).toBe(count);
    for (const n of numbers) expect(members.get(`id-${n}`)).toEqual(newMember(n));

    const users = new Map<string, ScimUser>();
    for await (const page of pagesOf(read.scimUsers, everything))
      for (const one of page) users.set(one.id, one);
    expect(users.size).toBe(count);
    for (const n of numbers) {
      // of two that would have one key, the one that has it keeps it, and so does the other its old one
      const key = isTwin(n) ? oldKey(n) : `οδοσ ${n}`;
      expect(users.get(`id-${n}`)).toEqual(userOf(n, key));
    }
    const found = await read.members.first(equals('emailKey', 'u509@xn--mnchen-3ya.example'));
    expect(found?.id).toBe('id-509');
    await opened.close();
  });
});
