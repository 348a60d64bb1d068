import { instant, newId } from '#kernel/index.js';
import { searchableOf } from '#core/members/searchables.js';
import type { Member, ScimGroup, Space, SpaceMember, Store } from '#store/index.js';

/** Records of one transaction. */
const AT_ONCE = 2_000;
const NOW = instant(Date.UTC(2026, 0, 1));

export interface LargeSizes {
  readonly members: number;
  readonly spaces?: number;
  /** of a directory; needs `connectionId` */
  readonly groups?: number;
  readonly connectionId?: string;
  /** spaces that the first member is in */
  readonly spacesOfFirst?: number;
  /** so many of the first have the word `Berlin` in their name */
  readonly berliners?: number;
}

/** `Person 00042`: by name they stand in the order of their numbers. */
export function largeName(n: number): string {
  return `Person ${String(n).padStart(6, '0')}`;
}

/** Puts many people, spaces and groups where they belong at once, without the rules: what stands behind a page that is looked at. */
export async function fillOrganization(
  store: Store,
  organizationId: string,
  sizes: LargeSizes,
): Promise<{ readonly memberIds: readonly string[]; readonly spaceIds: readonly string[] }> {
  const { members, spaces = 0, groups = 0, connectionId = '' } = sizes;
  const { spacesOfFirst = 0, berliners = 0 } = sizes;
  const write = writerOf(store, organizationId);
  const people = Array.from({ length: members }, (_, n) =>
    memberOf(organizationId, n + 1, n < berliners ? ' Berlin' : ''),
  );
  const places = Array.from({ length: spaces }, (_, n) => spaceOf(organizationId, n + 1));
  await write(people, async (tx, some) => {
    for (const record of some) await tx.members.insert(record, searchableOf(record));
    await tx.tallies.adjust(`places:${organizationId}`, some.length);
  });
  await write(places, (tx, some) => tx.spaces.insertMissing(some));
  const inside = Array.from({ length: groups }, (_, n) => groupOf(organizationId, connectionId, n));
  await write(inside, async (tx, some) => {
    for (const record of some) await tx.scimGroups.insert(record);
    await tx.tallies.adjust(`groups:${connectionId}`, some.length);
  });
  const [first] = people;
  const rows = places
    .slice(0, spacesOfFirst)
    .map(({ id }) => spaceMemberOf(organizationId, id, first?.id ?? ''));
  await write(rows, (tx, some) => tx.spaceMembers.insertMissing(some));
  return { memberIds: people.map(({ id }) => id), spaceIds: places.map(({ id }) => id) };
}

type Transaction = Parameters<Parameters<Store['transaction']>[1]>[0];

function writerOf(store: Store, organizationId: string) {
  return async <R>(
    records: readonly R[],
    insert: (tx: Transaction, some: readonly R[]) => Promise<unknown>,
  ): Promise<void> => {
    for (let from = 0; from < records.length; from += AT_ONCE) {
      const some = records.slice(from, from + AT_ONCE);
      await store.transaction(organizationId, async (tx) => {
        await insert(tx, some);
      });
    }
  };
}

function stamp(): { id: string; version: number; createdAt: typeof NOW; updatedAt: typeof NOW } {
  return { id: newId(), version: 1, createdAt: NOW, updatedAt: NOW };
}

function memberOf(organizationId: string, n: number, suffix: string): Member {
  const name = largeName(n) + suffix;
  const email = `p${String(n)}@many.example`;
  const what = { ...stamp(), organizationId, status: 'active', name, email } as const;
  const grants: Member['grants'] = [{ role: 'member', source: { kind: 'manual' }, since: NOW }];
  const keys = { nameKey: name.toLowerCase(), emailKey: email };
  return Object.assign({ grants, standing: 'none', source: 'manual' } as const, what, keys);
}

function spaceOf(organizationId: string, n: number): Space {
  const name = `Space ${String(n).padStart(4, '0')}`;
  return Object.assign(stamp(), { organizationId, name, nameKey: name.toLowerCase() });
}

function spaceMemberOf(organizationId: string, spaceId: string, memberId: string): SpaceMember {
  const source = { kind: 'manual' } as const;
  const who = { organizationId, spaceId, memberId, role: 'member' };
  return Object.assign(stamp(), who, { source, sourceKey: 'manual' });
}

function groupOf(organizationId: string, connectionId: string, n: number): ScimGroup {
  const displayName = `Group ${String(n).padStart(5, '0')}`;
  const keys = { displayName, displayNameKey: displayName.toLowerCase() };
  const rest = { attributes: { displayName }, extensions: {} };
  return Object.assign(stamp(), { organizationId, connectionId }, keys, rest);
}
