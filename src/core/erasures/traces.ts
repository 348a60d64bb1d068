import { all, equals, type ErasureWork } from '#store/index.js';
import type { ErasedPerson, FoundTraces, OrganizationScope } from '#core/tenancy/index.js';

/** More than any person has; what is beyond belongs to a loop. */
const MAX_KEYS = 10_000;

/** Where the search for a person begins: entries about them, made by them, and those of others that name them. */
export async function beginWork(
  scope: OrganizationScope,
  person: ErasedPerson,
  begin: number,
): Promise<ErasureWork> {
  const empty: ErasureWork = {
    memberIds: person.memberIds,
    addresses: [],
    accountIds: person.accountIds,
    scimUserIds: [],
    names: [],
    keys: [
      ...person.memberIds.flatMap((id) => [
        `target member:${id}`,
        `member ${id}`,
        `actor member:${id}`,
      ]),
      ...person.accountIds.flatMap((id) => [`target account:${id}`, `actor person:${id}`]),
    ],
    at: 0,
    after: 0,
    begin,
  };
  return withTraces(scope, empty, person);
}

/** What is known of the person with what was found now; the same object when nothing is new. */
export async function withTraces(
  scope: OrganizationScope,
  work: ErasureWork,
  found: FoundTraces = {},
): Promise<ErasureWork> {
  const addresses = await ownAddresses(scope, added(work.addresses, found.addresses));
  const scimUserIds = added(work.scimUserIds, found.scimUserIds);
  const names = added(work.names, found.names);
  const keys = added(work.keys, [
    ...(found.keys ?? []),
    ...addresses.map((address) => `address ${address}`),
    ...scimUserIds.map((id) => `target scim-user:${id}`),
  ]);
  if (addresses.length + scimUserIds.length + names.length + keys.length === 0) return work;
  return {
    ...work,
    addresses: [...work.addresses, ...addresses],
    scimUserIds: [...work.scimUserIds, ...scimUserIds],
    names: [...work.names, ...names],
    keys: [...work.keys, ...keys].slice(0, MAX_KEYS),
  };
}

function added(known: readonly string[], found: readonly string[] = []): string[] {
  return [...new Set(found)].filter((one) => !known.includes(one));
}

/** An address that another member has, or had, is not the person's to be searched by. */
async function ownAddresses(
  { tx, organization }: OrganizationScope,
  addresses: readonly string[],
): Promise<string[]> {
  const own: string[] = [];
  for (const address of addresses) {
    const ofOrganization = equals('organizationId', organization.id);
    const other = await tx.members.first(all(ofOrganization, equals('emailKey', address)));
    if (!other) own.push(address);
  }
  return own;
}
