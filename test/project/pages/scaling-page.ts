import { readFileSync } from 'node:fs';
import {
  COLLECTION_LIST,
  type Collection,
  type CollectionName,
  type Stored,
} from '#store/index.js';

/** The fields by which a collection is sharded; or why it stays on one shard. */
type Sharding = { readonly by: readonly string[] } | { readonly whole: string };

const byOrganization: Sharding = { by: ['organizationId'] };
const byConnection: Sharding = { by: ['connectionId'] };
const installation: Sharding = { whole: 'of the installation, not of an organization' };
const lookedUp = (what: string): Sharding => ({
  whole: `found by ${what} before the organization is known`,
});

/** A collection that is new is decided here. */
export const SHARDING: Readonly<Record<CollectionName, Sharding>> = {
  organizations: lookedUp('its slug'),
  organizationSlugs: lookedUp('the slug'),
  accounts: { whole: 'of people, who have several organizations; found by address' },
  personPreferences: { by: ['accountId'] },
  savedViews: { by: ['memberId'] },
  members: byOrganization,
  avatars: byOrganization,
  logos: byOrganization,
  connections: byOrganization,
  credentials: lookedUp('the hash of a token'),
  accessTokens: lookedUp('the hash of a token'),
  apiKeys: lookedUp('the hash of a key'),
  scimUsers: byConnection,
  scimGroups: byConnection,
  groupMembers: { by: ['groupId'] },
  endedGroups: byConnection,
  groupMappings: { by: ['groupId'] },
  linkRequests: byConnection,
  pastLinks: byConnection,
  exchanges: byConnection,
  exchangeReads: byConnection,
  journal: byOrganization,
  roles: byOrganization,
  roleVersions: { by: ['roleId'] },
  ownershipOffers: { whole: 'few, and one key over all of them' },
  invitations: lookedUp('the hash of its link'),
  invitationTokens: lookedUp('the hash of a link'),
  joinRequests: byOrganization,
  domains: { whole: 'a verified domain belongs to one organization of all' },
  spaces: byOrganization,
  spaceMembers: { by: ['spaceId'] },
  products: byOrganization,
  seatTrends: byOrganization,
  seats: { whole: 'its key over all organizations does not begin with the organization' },
  tasks: byOrganization,
  taskRows: { by: ['taskId'] },
  mails: { whole: 'its two keys hold for all organizations; kept for 90 days only' },
  mailTemplates: byOrganization,
  noticePreferences: { by: ['memberId'] },
  notices: { by: ['memberId'] },
  tellings: { whole: 'one key over all of them; gone once members are notified' },
  erasures: byOrganization,
  sessions: lookedUp('the hash of a cookie'),
  signInIdentities: { whole: 'one key over all of them' },
  signInFlows: { whole: 'found by its id in a cookie, and by the request that an answer names' },
  usedAssertions: { whole: 'one key over all of them' },
  signInCodes: { by: ['flowId'] },
  signInLinks: lookedUp('the hash of a link'),
  signInAttempts: { whole: 'one key over all of them' },
  secondFactors: lookedUp('the id of a passkey'),
  samlKeys: byConnection,
  feedMarks: byOrganization,
  feedRanges: { whole: 'one row of numbers over all organizations' },
  endpointSecrets: { by: ['endpointId'] },
  hooks: { whole: 'few, and read by their revision over all organizations' },
  hookSamples: byOrganization,
  webhookEndpoints: byOrganization,
  webhookCursors: byOrganization,
  webhookDeliveries: { by: ['endpointId'] },
  massChanges: byOrganization,
  massChangePeople: { by: ['memberId'] },
  massChangeWindows: byOrganization,
  rates: installation,
  idempotencyKeys: installation,
  jobRuns: installation,
  signingKeys: installation,
  operatorKeys: installation,
};

/** Unique keys that MongoDB could not hold: in a sharded collection they begin with the whole shard key. */
export function keysAgainst(
  { unique }: Pick<Collection<Stored>, 'unique'>,
  sharding: Sharding,
): string[] {
  if (!('by' in sharding)) return [];
  const { by } = sharding;
  return unique
    .filter(({ on }) => by.some((field, index) => on[index] !== field))
    .map(({ name }) => name);
}

const [START, END] = [
  '<!-- table of collections: made by npm run pages -->',
  '<!-- end of the table of collections -->',
];

/** docs/scaling.md as it is, with the table as it should be. */
export function scalingPage(): string {
  const page = readFileSync('docs/scaling.md', 'utf8');
  const [before] = page.split(START);
  const [, after] = page.split(END);
  return `${before}${START}\n\n${table()}\n\n${END}${after}`;
}

function table(): string {
  const lines = COLLECTION_LIST.map(([name, declaration]) => {
    const sharding = SHARDING[name];
    const unique = declaration.unique.map(({ on }) => on.join(' + ')).join('; ') || '–';
    const key = 'by' in sharding ? sharding.by.join(' + ') : 'one shard';
    const why = 'by' in sharding ? '' : sharding.whole;
    return `| ${declaration.name.replaceAll('-', '_')} | ${key} | ${unique} | ${why} |`;
  });
  return [
    '| collection | shard key | unique keys | why not sharded |',
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}
