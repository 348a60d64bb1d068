import { expect, test } from '@jest/globals';
import { eraseFromEntries } from '#core/journal/index.js';
import { hashOfEntry, type PersonInEntry } from '#core/tenancy/index.js';
import { all, equals, type JournalEntry, type Organization, type Writers } from '#store/index.js';
import { overApplications } from '../../kit/application.js';
import { createPerson, inOrganizationScope } from '../../kit/organization-scopes.js';

// What goes out of the journal with a person, and every lie about it: the hash of each entry stays, and a chained `journal.erased` names
// it together with the hash of what is left.

overApplications('entries that a person was taken out of', (app) => {
  const entryAt = async ({ id }: Organization, sequence: number): Promise<JournalEntry> => {
    const entry = await app().store.read.journal.first(
      all(equals('organizationId', id), equals('sequence', sequence)),
    );
    if (!entry) throw new Error(`There is no line ${sequence}.`);
    return entry;
  };
  const breakOf = async ({ id }: Organization, from = 1) =>
    (await app().core.journal.verify(app().ctx(), id, { from })).broken;
  const tamper = async (
    organization: Organization,
    sequence: number,
    work: (entry: JournalEntry, tx: Writers) => Promise<unknown>,
  ): Promise<void> => {
    const entry = await entryAt(organization, sequence);
    await app().store.transaction(organization.id, (tx) => work(entry, tx));
  };
  const rewrite = (change: Partial<JournalEntry>) => async (entry: JournalEntry, tx: Writers) => {
    await tx.journal.remove(entry.id);
    await tx.journal.insert({ ...entry, ...change });
  };
  const withoutPointer = async (
    { erasedIn: _, ...entry }: JournalEntry,
    tx: Writers,
  ): Promise<void> => {
    await tx.journal.remove(entry.id);
    await tx.journal.insert(entry);
  };
  const erase = async (
    organization: Organization,
    sequence: number,
    role: Partial<PersonInEntry>,
  ): Promise<number> => {
    const entry = await entryAt(organization, sequence);
    const person = { entry, isSubject: false, isNamed: false, isActor: false, ...role };
    return inOrganizationScope(app(), organization, (scope) =>
      eraseFromEntries(scope, organization.id, [person]),
    );
  };
  /** Five lines, of which the third is erased by the sixth. */
  const withErasedLine = async (): Promise<Organization> => {
    const organization = await app().organization();
    for (const name of ['One', 'Two', 'Three'])
      await createPerson(app(), organization, name, 'member');
    expect(await erase(organization, 3, { isSubject: true })).toBe(1);
    return organization;
  };

  test('the payload goes, the hash stays, the chain verifies, and doing it again changes nothing', async () => {
    const organization = await app().organization();
    const person = await createPerson(app(), organization, 'One', 'member');
    const before = await entryAt(organization, 3);
    expect(before).toMatchObject({ target: { name: 'One' }, after: { email: person.email } });
    expect(before.salt).toMatch(/^[\w-]{22}$/);
    expect(await erase(organization, 3, { isSubject: true })).toBe(1);
    const after = await entryAt(organization, 3);
    const { hash, previous, sequence, type, actor, targetKey, traceId, createdAt } = before;
    expect(after).toMatchObject({
      hash,
      previous,
      sequence,
      type,
      actor,
      targetKey,
      traceId,
      createdAt,
      erasedIn: 4,
      target: { kind: 'member', id: person.id },
    });
    expect([after.before, after.after, after.target.name]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(after.salt).not.toBe(before.salt);
    expect(await entryAt(organization, 4)).toMatchObject({
      type: 'journal.erased',
      after: { entries: [{ sequence: 3, hash }] },
    });
    expect(await breakOf(organization)).toBeUndefined();
    expect(await breakOf(organization, 3)).toBeUndefined();
    expect(await erase(organization, 3, { isSubject: true })).toBe(0);
    await createPerson(app(), organization, 'Two', 'member');
    expect(await breakOf(organization)).toBeUndefined();
  });

  test('of what a person did to others only the name and the words go, and a second person after the first', async () => {
    const organization = await app().organization();
    const { id } = organization;
    await inOrganizationScope(app(), organization, (scope) =>
      scope.actingAs({ kind: 'member', id: 'actor-1', name: 'Actor One' }).journal.append({
        type: 'test.noted',
        target: { kind: 'member', id: 'target-1', name: 'Target One' },
        after: { until: 'x', reason: 'Target One moves', deep: [{ note: 'n', memberId: 'other' }] },
      }),
    );
    await erase(organization, 3, { isActor: true });
    const left = await entryAt(organization, 3);
    expect(left).toMatchObject({
      actor: { kind: 'member', id: 'actor-1', name: '' },
      target: { name: 'Target One' },
      after: { until: 'x', deep: [{ memberId: 'other' }] },
    });
    expect(JSON.stringify(left.after)).not.toMatch(/reason|note/);
    expect(await breakOf(organization)).toBeUndefined();
    // whom else the entry names is found still
    const named = {
      kind: 'facet',
      scope: id,
      name: 'member',
      operator: 'eq',
      value: 'other',
    } as const;
    expect(await app().store.read.journal.count(named)).toBe(1);
    await erase(organization, 3, { isSubject: true });
    expect(await app().store.read.journal.count(named)).toBe(0);
    expect(await entryAt(organization, 3)).toMatchObject({ erasedIn: 5 });
    expect(JSON.stringify(await entryAt(organization, 3))).not.toContain('Target One');
    // the first erasure named a hash over what was left then: it has lost its salt and cannot be guessed
    expect(await breakOf(organization)).toBeUndefined();
  });

  test('lies about an erasure are found', async () => {
    const lies: [string, (organization: Organization) => Promise<void>, number][] = [
      [
        'a payload taken out without a word',
        (one) => tamper(one, 4, rewrite({ after: {}, target: { kind: 'member', id: 'x' } })),
        4,
      ],
      [
        'a pointer to an entry that names another line',
        (one) => tamper(one, 4, rewrite({ erasedIn: 6 })),
        4,
      ],
      [
        'a pointer to an entry that is no erasure',
        (one) => tamper(one, 3, rewrite({ erasedIn: 5 })),
        3,
      ],
      ['a pointer to nothing', (one) => tamper(one, 3, rewrite({ erasedIn: 60 })), 3],
      ['the pointer gone', (one) => tamper(one, 3, withoutPointer), 3],
      [
        'a payload that comes back altered',
        (one) => tamper(one, 3, rewrite({ after: { email: 'other@example.com' } })),
        3,
      ],
      [
        'an erased line of another type',
        (one) => tamper(one, 3, rewrite({ type: 'member.left' })),
        3,
      ],
      [
        'an erased line with another hash',
        (one) => tamper(one, 3, rewrite({ hash: '0'.repeat(64) })),
        3,
      ],
      [
        'an erasure that names another hash',
        (one) =>
          tamper(one, 6, async (entry, tx) => {
            const [said] = entry.after?.['entries'] as object[];
            const { hash: _, ...unsigned } = {
              ...entry,
              after: { entries: [{ ...said, hash: '1'.repeat(64) }] },
            };
            await tx.journal.remove(entry.id);
            await tx.journal.insert({ ...unsigned, hash: hashOfEntry(unsigned) });
          }),
        3,
      ],
      ['an erasure that is changed', (one) => tamper(one, 6, rewrite({ after: {} })), 3],
      [
        'an erasure taken out',
        (one) => tamper(one, 6, (entry, tx) => tx.journal.remove(entry.id)),
        3,
      ],
    ];
    for (const [lie, tell, sequence] of lies) {
      const organization = await withErasedLine();
      expect([lie, await breakOf(organization)]).toEqual([lie, undefined]);
      await tell(organization);
      expect([lie, await breakOf(organization)]).toEqual([lie, { sequence, problem: 'changed' }]);
    }
  });

  test('a payload that comes back as it was is found by the erasure that says it is gone', async () => {
    const organization = await app().organization();
    await createPerson(app(), organization, 'One', 'member');
    const written = await entryAt(organization, 3);
    await erase(organization, 3, { isSubject: true });
    await tamper(organization, 3, async (entry, tx) => {
      await tx.journal.remove(entry.id);
      await tx.journal.insert(written);
    });
    expect(await breakOf(organization)).toEqual({ sequence: 4, problem: 'changed' });
  });

  test('an entry of a release without salts loses its payload, and verifies', async () => {
    const organization = await app().organization();
    await createPerson(app(), organization, 'One', 'member');
    await tamper(organization, 3, async (entry, tx) => {
      const { hash: _, salt: __, ...unsigned } = entry;
      await tx.journal.remove(entry.id);
      await tx.journal.insert({ ...unsigned, hash: hashOfEntry(unsigned) });
    });
    expect(await breakOf(organization)).toBeUndefined();
    await erase(organization, 3, { isSubject: true });
    expect((await entryAt(organization, 3)).salt).toBeDefined();
    expect(await breakOf(organization)).toBeUndefined();
  });
});
