import type { CollectionName } from '#store/index.js';

/**
 * Where personal data is kept, collection by collection, and what becomes of it. A new collection does not compile until it says so here.
 * `removed`: the person's records go. `cleared`: fields of records that stay. `none`: why there is nothing to erase.
 */
export const PERSONAL_DATA: Readonly<
  Record<
    CollectionName,
    { readonly removed?: string; readonly cleared?: string; readonly none?: string }
  >
> = {
  members: { removed: 'the member, with those who were merged into it' },
  avatars: { removed: 'the picture, with the membership' },
  accounts: { removed: 'the account, last, when it is erased as a whole' },
  personPreferences: { removed: 'how the person wants a console to be, with the account' },
  savedViews: { removed: 'views of lists that the person saved, also those shared with others' },
  scimUsers: {
    removed:
      'users of connections that are not active or for sign-in, also those that wait; active directories forbid the erasure',
  },
  groupMembers: { removed: 'rows of those users, with the name that is shown' },
  endedGroups: { none: 'ids of groups that are gone, until the rows of their members are' },
  linkRequests: { removed: 'requests to be linked with the member' },
  pastLinks: { removed: 'that a deleted user was the member, with its external id' },
  massChangePeople: { removed: 'what the person lost in mass changes of directories' },
  massChanges: { none: 'figures of a batch, and the id of who decided' },
  massChangeWindows: { none: 'figures of an hour' },
  exchanges: {
    removed: 'requests about the users, their addresses, and questions for their names',
  },
  exchangeReads: { removed: 'lines of reads of the users, and of questions for their names' },
  invitations: {
    removed: 'invitations to the person',
    cleared: 'inviter, message, note and who ended it, of invitations that the person sent',
  },
  invitationTokens: { removed: 'links of invitations to the person' },
  joinRequests: {
    removed: 'requests of the person',
    cleared: 'reasons by which the person decided about others',
  },
  seats: {
    removed: 'seats and requests of the person',
    cleared: 'reasons by which the person decided about others',
  },
  spaceMembers: { removed: 'assignments of the person' },
  tasks: { cleared: 'the name of who began it, and the words sent with it' },
  taskRows: { cleared: 'rows of sheets and bulk requests about the person' },
  mails: {
    removed: 'mails to the person, and those to others that tell of the person',
    cleared: 'the name of who acted, and lines of summaries',
  },
  notices: {
    removed: 'the inbox of the person, and notices to others that tell of the person',
    cleared: 'the name of who acted',
  },
  noticePreferences: { removed: 'those of the person' },
  tellings: {
    removed: 'notifications that wait and tell of the person',
    cleared: 'the name of who acted',
  },
  idempotencyKeys: { cleared: 'answers that tell of the person' },
  journal: {
    cleared:
      'the payload of entries about the person, and of those that name the person; name and words of entries that the person made',
  },
  apiKeys: { cleared: 'the name of who made the key' },
  domains: { cleared: 'a proof that waits for a code at an address of the person' },
  organizations: {
    removed: 'the personal organization of an account, with its journal',
    cleared: 'addresses of the person among the contacts for bills',
  },
  logos: { removed: 'that of a personal organization, with it' },
  organizationSlugs: { removed: 'those of a personal organization, with it' },
  erasures: { cleared: 'what is searched by, once it is done' },
  sessions: { removed: 'sessions of the person' },
  signInIdentities: { removed: 'who the person is to identity providers' },
  signInAttempts: { removed: 'sign-ins of the person, with what the provider said' },
  signInFlows: { none: 'gone within hours by themselves' },
  signInCodes: { none: 'gone within hours by themselves' },
  signInLinks: { none: 'gone within hours by themselves' },
  usedAssertions: { none: 'hashes of assertions' },
  secondFactors: {
    removed: 'of the organization with the member, of the person with the account',
  },
  webhookEndpoints: { none: 'addresses of the organization’s own receivers' },
  webhookCursors: { none: 'places in the feed' },
  webhookDeliveries: {
    cleared: 'what was sent and answered, of events that are about the person or name the person',
  },
  samlKeys: { none: 'keys of the installation' },
  feedMarks: { none: 'numbers of entries' },
  feedRanges: { none: 'numbers of entries' },
  endpointSecrets: { none: 'secrets of endpoints' },
  ownershipOffers: { none: 'ids of members' },
  connections: { none: 'names of the organization’s own; ids of groups' },
  credentials: { none: 'names of the organization’s own' },
  accessTokens: { none: 'hashes and ids of credentials' },
  scimGroups: { none: 'groups, whose members are rows of their own' },
  groupMappings: { none: 'groups and roles' },
  roles: { none: 'words of the organization' },
  roleVersions: { none: 'words of the organization, and the id of who changed them' },
  spaces: { none: 'words of the organization' },
  products: { none: 'words of the organization' },
  seatTrends: { none: 'figures of products' },
  mailTemplates: { none: 'words of the organization' },
  hooks: { none: 'words of the organization, and addresses of its servers' },
  hookSamples: { removed: 'what inline hooks were asked about the person' },
  signingKeys: { none: 'keys' },
  operatorKeys: { none: 'names that operators give their keys' },
  rates: { none: 'hashes of addresses, gone within a day' },
  jobRuns: { none: 'figures and codes of jobs' },
};
