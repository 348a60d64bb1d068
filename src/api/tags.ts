interface Tag {
  readonly name: string;
  readonly description: string;
  /** first words of paths, below the organization where there is one */
  readonly words: readonly string[];
}

/** In the order in which a newcomer needs them. */
export const TAGS: readonly Tag[] = [
  {
    name: 'organizations',
    description: 'The tenants: nothing of one organization is seen from another.',
    words: [
      'organizations',
      'by-slug',
      'slug',
      'disable',
      'enable',
      'restore',
      'billing',
      'limits',
      'second-factor',
      'logo',
      'sign-in-enforcement',
    ],
  },
  {
    name: 'api-keys',
    description: 'Keys with which a host application calls.',
    words: ['api-keys'],
  },
  {
    name: 'invitations',
    description: 'Offers of membership, their mails, links and ends.',
    words: ['invitations', 'invitation-counts'],
  },
  {
    name: 'members',
    description: 'The people of an organization: their records, access and end.',
    words: ['members', 'member-counts', 'member-changes', 'address-conflicts', 'erasures'],
  },
  {
    name: 'person',
    description: 'Who has signed in, about themselves.',
    words: ['me', 'views'],
  },
  {
    name: 'attributes',
    description: 'What an organization keeps of its members beyond the usual.',
    words: ['attributes'],
  },
  {
    name: 'roles',
    description: 'Roles as data, their versions, and the permissions in them.',
    words: ['roles', 'permissions'],
  },
  {
    name: 'spaces',
    description: 'Parts of an organization with members of their own.',
    words: ['spaces'],
  },
  {
    name: 'seats',
    description: 'Products, their seats, and requests for one.',
    words: ['products', 'seats', 'seat-requests'],
  },
  {
    name: 'connections',
    description:
      'Directories: SCIM connections, tokens, groups, mappings and the log of exchanges.',
    words: ['connections', 'connection-deletions', 'mass-changes', 'mass-change-brake'],
  },
  {
    name: 'domains',
    description: 'Mail domains that an organization has proved to be its own.',
    words: ['domains'],
  },
  {
    name: 'join-requests',
    description: 'People who ask to join, and those whom their domain admits.',
    words: ['join-requests', 'enrolments'],
  },
  { name: 'imports', description: 'Sheets of people: checked, then applied.', words: ['imports'] },
  { name: 'tasks', description: 'Work that takes longer than a request.', words: ['tasks'] },
  {
    name: 'accounts',
    description: 'One person across organizations, for the operator’s key.',
    words: ['accounts', 'sign-in-links'],
  },
  { name: 'ownership', description: 'Handing an organization over.', words: ['ownership-offers'] },
  { name: 'plans', description: 'What an organization may use.', words: ['plan', 'plans'] },
  {
    name: 'notices',
    description: 'Notifications, who gets which, and how they are switched off.',
    words: ['notices', 'notice-matrix', 'notice-preferences'],
  },
  {
    name: 'mails',
    description: 'The outbox, and the templates of an organization.',
    words: ['mails', 'mail-templates'],
  },
  {
    name: 'journal',
    description: 'Every change, in a chain that shows when it was tampered with.',
    words: ['journal'],
  },
  {
    name: 'events',
    description: 'What happened, in order, for host applications that follow.',
    words: ['events', 'event-types'],
  },
  {
    name: 'hooks',
    description: 'Servers that are asked before something is decided.',
    words: ['hooks', 'hook-points'],
  },
  {
    name: 'webhooks',
    description: 'Addresses that events are sent to, and what was sent to them.',
    words: ['webhook-endpoints'],
  },
  {
    name: 'console',
    description: 'What the console shows to whom, as data.',
    words: ['console', 'checklist'],
  },
  { name: 'jobs', description: 'What the clock runs, for the operator’s key.', words: ['jobs'] },
];

/** By the first word of the path that is no parameter, below the organization where there is one. */
export function tagOf({ path }: { readonly path: string }): string {
  const words = path.split('/').filter((word) => word !== '' && !word.startsWith('{'));
  const [first = '', second] = words;
  const word = first === 'organizations' && second !== undefined ? second : first;
  // test/http/docs.test.ts holds that every word has its tag
  return TAGS.find((tag) => tag.words.includes(word))?.name ?? word;
}
