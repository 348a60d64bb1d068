import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectionName } from '#store/index.js';

// One writer a record: what a rule asks before a record is written is asked in one place, so another place must not write it. And
// nothing is remembered by a transaction or a context that does not show it: the scope of the organization carries it.

/**
 * The folder that writes a collection. A new collection does not compile until it says so here. Free of it are the databases and the
 * purges of a whole organization and of a whole connection.
 */
const KEEPERS: Readonly<Record<CollectionName, readonly string[]>> = {
  organizations: ['core/organizations'],
  organizationSlugs: ['core/organizations'],
  ownershipOffers: ['core/organizations'],
  accounts: ['core/organizations'],
  personPreferences: ['core/organizations'],
  savedViews: ['core/members'],
  members: ['core/members'],
  avatars: ['core/members'],
  logos: ['core/organizations'],
  roles: ['core/members/custom-roles'],
  roleVersions: ['core/members/custom-roles'],
  groupMappings: ['core/members'],
  connections: ['core/credentials'],
  credentials: ['core/credentials'],
  accessTokens: ['core/credentials'],
  apiKeys: ['core/credentials'],
  signingKeys: ['core/credentials/signing-keys'],
  operatorKeys: ['core/credentials'],
  // members: who the user is, once a link is approved
  scimUsers: ['provisioning', 'core/members/lifecycle'],
  linkRequests: ['core/members/lifecycle'],
  pastLinks: ['core/members/lifecycle'],
  massChanges: ['core/members/mass-changes'],
  massChangePeople: ['core/members/mass-changes'],
  massChangeWindows: ['core/members/mass-changes'],
  scimGroups: ['provisioning'],
  groupMembers: ['provisioning'],
  endedGroups: ['provisioning'],
  exchanges: ['provisioning'],
  exchangeReads: ['provisioning'],
  // appended with the change, removed when its time is over
  journal: ['core/tenancy', 'core/journal'],
  invitations: ['core/onboarding/invitations'],
  invitationTokens: ['core/onboarding/invitations'],
  rates: ['core/onboarding/invitations'],
  joinRequests: ['core/onboarding/join-requests'],
  domains: ['core/onboarding/domains'],
  spaces: ['core/entitlements/spaces'],
  spaceMembers: ['core/entitlements/spaces'],
  products: ['core/entitlements'],
  seatTrends: ['core/entitlements'],
  seats: ['core/entitlements/seats'],
  tasks: ['core/tasks'],
  taskRows: ['core/tasks'],
  idempotencyKeys: ['core/tasks'],
  jobRuns: ['core/tasks'],
  mails: ['notifications'],
  mailTemplates: ['notifications'],
  noticePreferences: ['notifications'],
  notices: ['notifications'],
  tellings: ['notifications'],
  erasures: ['core/erasures'],
  sessions: ['core/credentials/sessions'],
  signInIdentities: ['sign-in/admission'],
  signInFlows: ['sign-in/flows'],
  usedAssertions: ['sign-in/flows'],
  signInCodes: ['sign-in/codes'],
  signInLinks: ['sign-in/links'],
  signInAttempts: ['sign-in/attempts'],
  samlKeys: ['sign-in/keys'],
  endpointSecrets: ['integrations/signing'],
  webhookEndpoints: ['integrations/webhooks'],
  webhookCursors: ['integrations/webhooks'],
  webhookDeliveries: ['integrations/webhooks'],
  feedMarks: ['core/tenancy', 'integrations/feed'],
  feedRanges: ['integrations/feed'],
  // core: when a person is erased
  secondFactors: ['sign-in/factors', 'core/credentials/factors'],
  hooks: ['integrations/hooks'],
  hookSamples: ['integrations/hooks'],
};

/** of a whole organization, and of a whole connection */
const PURGES = [
  'src/core/organizations/purge.ts',
  'src/core/members/connection-deletion/records.ts',
];
/** which remove from, and hand on, whatever collection they are asked for */
const BY_ANY_NAME = ['src/core/tenancy/sweeps.ts', 'src/store/waking-store.ts'];

const WRITE =
  /\btx\s*\.\s*(\w+)\s*\.\s*(?:insert|insertMissing|update|remove|removeWhere|setWhere)\(/g;
const REMOVE_SOME = /\bremoveSome\(\s*[\w.]+,\s*[^,]+,\s*'(\w+)'/g;
const BY_NAME = /\btx\s*\[/g;
/** the collections of a transaction, taken apart: their writes would not be seen */
const TAKEN_APART = /\{[^{}]*\}\s*=\s*(?:\w+\.)?tx\b/g;
const HIDDEN = /\bnew Weak(?:Map|Set)<\s*(?:Context|Writers|\w*Scope|Store)\b/g;

/** What is wrong in the file, in words. */
function faultsOf(path: string, text: string): string[] {
  if (PURGES.includes(path) || path.startsWith('src/adapters/')) return [];
  const faults: string[] = [];
  for (const [, collection = ''] of [...text.matchAll(WRITE), ...text.matchAll(REMOVE_SOME)]) {
    const keepers = KEEPERS[collection as CollectionName] as readonly string[] | undefined;
    if (keepers?.some((folder) => path.startsWith(`src/${folder}/`))) continue;
    faults.push(`${path} writes ${collection}, which ${keepers?.join(' and ') ?? 'nobody'} keeps`);
  }
  if (!BY_ANY_NAME.includes(path) && text.search(BY_NAME) >= 0)
    faults.push(`${path} takes a collection of the transaction by a name that is worked out`);
  if (text.search(TAKEN_APART) >= 0) faults.push(`${path} takes a transaction apart`);
  if (text.search(HIDDEN) >= 0) faults.push(`${path} remembers something by a transaction`);
  return faults;
}

test('every record is written by the module that keeps it', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => join('src', name));
  expect(paths.length).toBeGreaterThan(300);
  expect(paths.flatMap((path) => faultsOf(path, readFileSync(path, 'utf8')))).toEqual([]);
});

test.each([
  ['a member written by provisioning', 'src/provisioning/a.ts', 'await tx.members.update(after);'],
  ['over two lines', 'src/http/a.ts', 'await scope.tx.seats\n  .insert(seat);'],
  ['a sweep of a foreign collection', 'src/jobs/a.ts', "removeSome(store, id, 'apiKeys', due)"],
  ['a collection nobody knows', 'src/core/members/a.ts', 'tx.people.remove(id);'],
  ['a name that is worked out', 'src/core/members/a.ts', 'tx[name].remove(id);'],
  ['a transaction taken apart', 'src/core/members/a.ts', 'const { seats } = scope.tx;'],
  ['a hidden channel', 'src/core/members/a.ts', 'const heard = new WeakMap<Context, number>();'],
])('a fault is found: %s', (_what, path, text) => {
  expect(faultsOf(path, text)).toHaveLength(1);
});

test('the keeper itself is free to write', () => {
  expect(faultsOf('src/core/members/lifecycle/a.ts', 'await tx.members.update(after);')).toEqual(
    [],
  );
});
