import { instant } from '#kernel/index.js';
import { aliasOf } from '#provisioning/resources.js';
import { toSearchable } from '#provisioning/searchables.js';
import { createRegistry, ENTERPRISE_USER_URN } from '@muster/scim';
import type { GroupMember, Member, ScimGroup, ScimUser, Searchable, Store } from '#store/index.js';

/** Rows per transaction. */
const BATCH_SIZE = 1_000;
const NOW = instant(Date.UTC(2026, 0, 1));

export interface Tenant {
  readonly organizationId: string;
  readonly connectionId: string;
}

/** The n-th id: sorts by n, looks like the others. */
export function idOf(kind: 1 | 2 | 3 | 4 | 5, n: number): string {
  return `0199${String(kind).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function userName(n: number): string {
  return `user.${n}@example.com`;
}

/** About 900 bytes of JSON, with every attribute that Entra sends by default. */
export function userBody(n: number): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER_URN],
    externalId: `external-${n}`,
    userName: userName(n),
    active: true,
    displayName: `User ${n}`,
    name: { formatted: `Given${n} Family${n}`, givenName: `Given${n}`, familyName: `Family${n}` },
    title: 'Engineer',
    preferredLanguage: 'en-US',
    emails: [{ value: userName(n), type: 'work', primary: true }],
    phoneNumbers: [{ value: `+1 555 ${String(n).padStart(7, '0')}`, type: 'work' }],
    addresses: [
      {
        type: 'work',
        streetAddress: `${n} Example Street`,
        locality: 'Example',
        region: 'EX',
        postalCode: '00000',
        country: 'US',
      },
    ],
    [ENTERPRISE_USER_URN]: {
      employeeNumber: String(n),
      department: `Department ${n % 50}`,
      costCenter: 'C1',
      organization: 'Example',
      manager: { value: idOf(1, Math.floor(n / 10)) },
    },
  };
}

/** Puts many users where they belong, in an order of magnitude less time than one by one. */
export type BulkInsert = (
  rows: readonly { readonly user: ScimUser; readonly searchable: Searchable }[],
) => Promise<void>;

/** How many users have a member beside them: those that the writing measurements touch. */
export const WITH_MEMBER = 10_000;

/** Writes users from `from` to `to` (exclusive), without the way through HTTP. */
export async function seedUsers(
  store: Store,
  tenant: Tenant,
  { from, to, bulk }: { from: number; to: number; bulk?: BulkInsert },
): Promise<void> {
  const type = createRegistry().type('User');
  if (!type) throw new Error('The registry has no User');
  for (let start = from; start < to; start += BATCH_SIZE) {
    const end = Math.min(start + BATCH_SIZE, to);
    const rows = Array.from({ length: end - start }, (_, i) => ({
      user: userRecord(tenant, start + i),
      searchable: toSearchable(type, { ...userBody(start + i), id: idOf(1, start + i) }),
    }));
    if (bulk) await bulk(rows);
    await store.transaction(tenant.organizationId, async (tx) => {
      if (!bulk) for (const row of rows) await tx.scimUsers.insert(row.user, row.searchable);
      if (start < WITH_MEMBER) {
        await tx.members.insertMissing(rows.map(({ user }) => memberOf(tenant, user)));
      }
      await tx.tallies.adjust(`users:${tenant.connectionId}`, end - start);
    });
  }
}

function memberOf({ organizationId }: Tenant, user: ScimUser): Member {
  const { memberId: id, userNameKey } = user;
  return {
    id,
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    organizationId,
    status: 'active',
    name: userNameKey,
    nameKey: userNameKey,
    email: userNameKey,
    emailKey: userNameKey,
    grants: [],
    standing: 'none',
    source: 'scim',
  };
}

function userRecord({ organizationId, connectionId }: Tenant, n: number): ScimUser {
  const { schemas: _, externalId, [ENTERPRISE_USER_URN]: enterprise, ...attributes } = userBody(n);
  return {
    id: idOf(1, n),
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    organizationId,
    connectionId,
    memberId: idOf(2, n),
    active: true,
    userNameKey: userName(n),
    displayNameKey: `user ${n}`,
    externalId: String(externalId),
    attributes,
    extensions: { [aliasOf(ENTERPRISE_USER_URN)]: enterprise as Record<string, unknown> },
  };
}

/** Users beyond the size of the table, in no group. */
export const OUTSIDE = 64;
export const GROUP_SIZES = [10, 1_000, 10_000, 100_000];

/** Groups that everybody is in one of, so that the users of every page are in equally many. */
const TEAM_COUNT = 20;

/** Each user is in two of them. */
export async function seedTeams(store: Store, tenant: Tenant, size: number): Promise<void> {
  for (let team = 0; team < TEAM_COUNT; team += 1) {
    const numbers = Array.from({ length: size }, (_, n) => n).filter(
      (n) => n % TEAM_COUNT === team || (n + 7) % TEAM_COUNT === team,
    );
    await seedGroupOf(store, tenant, 100 + team, numbers);
  }
}

/** A group with `size` of the first `among` users in it, spread over all of them. */
export async function seedGroup(
  store: Store,
  tenant: Tenant,
  { n, size, among = size }: { n: number; size: number; among?: number },
): Promise<string> {
  const numbers = Array.from({ length: size }, (_, i) => Math.floor((i * among) / size));
  return seedGroupOf(store, tenant, n, numbers);
}

async function seedGroupOf(
  store: Store,
  { organizationId, connectionId }: Tenant,
  n: number,
  numbers: readonly number[],
): Promise<string> {
  const id = idOf(3, n);
  const stamp = { version: 1, createdAt: NOW, updatedAt: NOW };
  const group: ScimGroup = {
    id,
    ...stamp,
    organizationId,
    connectionId,
    displayName: `Group ${n}`,
    displayNameKey: `group ${n}`,
    attributes: { displayName: `Group ${n}` },
    extensions: {},
  };
  await store.transaction(organizationId, async (tx) => {
    await tx.scimGroups.insert(group);
    await tx.tallies.adjust(`groups:${connectionId}`, 1);
  });
  for (let start = 0; start < numbers.length; start += BATCH_SIZE) {
    const rows = numbers.slice(start, start + BATCH_SIZE).map((number, i): GroupMember => {
      const memberId = idOf(1, number);
      const row = { id: idOf(4, n * 1_000_000 + start + i), ...stamp, connectionId, groupId: id };
      return { ...row, memberId, type: 'User', display: `User ${number}` };
    });
    await store.transaction(organizationId, async (tx) => {
      await tx.groupMembers.insertMissing(rows);
    });
  }
  return id;
}
