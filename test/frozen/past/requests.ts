import type { Json } from '../../kit/server.js';
import { Caller, operatorOf, type Received, type Stage } from './stage.js';
import type { Held } from './story.js';

/**
 * One read. `who`: `operator`, `key`, `scim`, `access` (a token that the client was given), `nobody`, or `member {id}`. `loose`: the
 * answer lists what the program itself brings (roles of presets, permissions, notices), which may grow.
 */
export interface Request {
  readonly who: string;
  readonly path: string;
  readonly loose?: true;
}

export interface Recorded extends Request {
  readonly status: number;
  readonly type: string;
  readonly etag?: string;
  /** parsed where it is JSON */
  readonly body: unknown;
}

/** Sends one of them as whoever it names. */
export function ask(stage: Stage, held: Held, { who, path }: Request): Promise<Received> {
  const scim = `${stage.url}/scim/${held.connectionId}/v2`;
  const callers: Record<string, Caller> = {
    operator: operatorOf(stage),
    key: new Caller(`${stage.url}/api/v1`, held.apiKey),
    scim: new Caller(scim, held.token),
    access: new Caller(scim, held.accessToken),
    nobody: new Caller(stage.url),
  };
  const [kind = '', memberId = ''] = who.split(' ');
  const caller = kind === 'member' ? operatorOf(stage).as(memberId) : callers[kind];
  if (!caller) throw new Error(`Nobody is called ${who}.`);
  return caller.send({ method: 'GET', path: asToday(path) });
}

/** Exchanges come newest first since, and members who left only when they are asked for: what then came by itself can be asked for. */
function asToday(path: string): string {
  const more = path.includes('?') ? '&' : '?';
  if (/\/exchanges(\?|$)/.test(path)) return `${path}${more}order=asc`;
  const isList = /\/organizations\/[^/]+\/members(\/export)?(\?|$)/.test(path);
  if (!isList || path.includes('state=')) return path;
  return `${path}${more}state=active,suspended,left,pending`;
}

export async function record(stage: Stage, held: Held, request: Request): Promise<Recorded> {
  const { status, type, etag, body, text } = await ask(stage, held, request);
  const isJson = /[/+]json\b/.test(type);
  return {
    ...request,
    status,
    type,
    ...(etag !== undefined && { etag }),
    body: isJson ? body : text,
  };
}

const LISTS = [
  'ownership-offers',
  'connections',
  'spaces',
  'products',
  'seats',
  'seat-requests',
  'members',
  'invitations',
  'tasks',
  'imports',
  'mails',
  'api-keys',
  'domains',
  'join-requests',
];

const STATUSES = ['accepted', 'declined', 'expired', 'pending', 'revoked', 'superseded'];

const MEMBER_QUERIES = [
  'q=zo',
  'q=example',
  'sort=name',
  'sort=-name',
  'sort=email',
  'sort=createdAt',
  'sort=-createdAt',
  'sort=lastActiveOn',
  'state=suspended',
  'state=pending',
  `filter=${encodeURIComponent('role eq "auditor"')}`,
  `filter=${encodeURIComponent('attributes.department eq "Research"')}`,
  `filter=${encodeURIComponent('email sw "sheet" or name co "Member"')}`,
];

/** What each item of a list has below its address. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  members: ['', '/removal', '/spaces', '/seats'],
  spaces: ['', '/members', '/members?access=assigned'],
  products: ['', '/use'],
  connections: ['', '/credentials', '/group-mappings'],
  tasks: ['', '/rows'],
  imports: ['', '/rows', '/result?format=csv&locale=en'],
};

type List = (who: string, path: string) => Promise<readonly Json[]>;

/** Every read worth comparing, found by following lists. Those of directories come last: each of them is itself written down. */
export async function requestsFor(stage: Stage, held: Held): Promise<Request[]> {
  const list: List = async (who, path) => {
    const { body } = await ask(stage, held, { who, path });
    return (body.items ?? body['Resources'] ?? []) as unknown as Json[];
  };
  const requests: Request[] = [
    { who: 'operator', path: '/organizations' },
    { who: 'operator', path: '/organizations?status=deleted' },
    { who: 'operator', path: '/organizations?q=small' },
    { who: 'operator', path: '/organizations/by-slug/example' },
    { who: 'operator', path: '/organizations/by-slug/example-company' },
    { who: 'operator', path: '/accounts' },
    { who: 'operator', path: '/accounts/orphans' },
  ];
  for (const { id } of await list('operator', '/accounts')) {
    requests.push({ who: 'operator', path: `/accounts/${id}` });
    requests.push({ who: 'operator', path: `/accounts/${id}/organizations` });
  }
  for (const { id, status } of await list('operator', '/organizations?limit=200')) {
    const isMain = String(id) === held.organizationId;
    const here = `/organizations/${String(id)}`;
    if (String(status) === 'active') requests.push(...(await ofOrganization(list, here, isMain)));
    else for (const path of ['', '/members']) requests.push({ who: 'operator', path: here + path });
  }
  requests.push(...ofMain(held));
  requests.push(...(await paged(stage, held)));
  requests.push(...(await ofDirectory(list)));
  return requests;
}

async function ofOrganization(list: List, here: string, isMain: boolean): Promise<Request[]> {
  const paths = ['', '/billing', '/plan', '/limits', '/attributes', '/invitation-counts'];
  paths.push('/journal?limit=200', '/journal?order=desc&limit=5', '/journal?type=member.*');
  paths.push('/journal/verification');
  if (isMain) paths.push('/journal/export?format=csv', '/members/export?format=csv');
  for (const name of LISTS) {
    paths.push(`/${name}?limit=100`);
    if (!isMain) continue;
    for (const { id, kind } of await list('operator', `${here}/${name}?limit=100`)) {
      // the list of members shows invitations too
      if (name === 'members' && String(kind) === 'invitation') continue;
      if (name === 'seats' || name === 'seat-requests' || name === 'ownership-offers') continue;
      paths.push(...(BELOW[name] ?? ['']).map((below) => `/${name}/${id}${below}`));
      if (name !== 'connections') continue;
      const at = `/connections/${id}`;
      for (const kind of ['credentials', 'exchanges']) {
        paths.push(`${at}/${kind}?limit=100`);
        const items = await list('operator', `${here}${at}/${kind}?limit=100`);
        paths.push(...items.map((item) => `${at}/${kind}/${item.id}`));
      }
      paths.push(`${at}/exchanges?outcome=refused`, `${at}/exchanges?operation=user.create`);
    }
  }
  const loose = ['/plans', '/roles', '/notice-matrix', '/permissions', '/mail-templates'];
  return [
    ...paths.map((path) => ({ who: 'operator', path: here + path })),
    ...loose.map((path): Request => ({ who: 'operator', path: here + path, loose: true })),
  ];
}

function ofMain({ organizationId, memberIds, ownerId, offerId, connectionId }: Held): Request[] {
  const here = `/organizations/${organizationId}`;
  const [one = '', two = ''] = memberIds;
  const auditor = ['', '/usage', '/usage?to=viewer', '/versions', '/difference?from=1&to=2'];
  const journal = [
    'type=scim.user.*',
    'type=seat.assigned',
    `actor=connection:${connectionId}`,
    `target=member:${one}`,
    'from=2026-04-01T00:00:00.000Z',
    'until=2026-04-01T00:00:00.000Z',
    'after=40&limit=20',
  ];
  const mails = ['status=sent', 'status=bounced', 'template=role-changed', 'to=one@example.com'];
  const plain = [
    ...auditor.map((below) => `/roles/auditor${below}`),
    ...STATUSES.map((status) => `/invitations?status=${status}`),
    ...MEMBER_QUERIES.map((query) => `/members?${query}`),
    ...journal.map((query) => `/journal?${query}`),
    ...mails.map((query) => `/mails?${query}`),
    '/mail-templates/invitation/en',
    '/seats?status=assigned',
    '/seat-requests?status=requested',
    `/seats?memberId=${one}`,
  ];
  return [
    ...plain.map((path) => ({ who: 'operator', path: here + path })),
    ...[one, two, ownerId].flatMap((memberId): Request[] => [
      { who: 'operator', path: `${here}/members/${memberId}/access`, loose: true },
      { who: `member ${memberId}`, path: `${here}/me`, loose: true },
      { who: `member ${memberId}`, path: `${here}/notices` },
      { who: `member ${memberId}`, path: `${here}/notice-preferences`, loose: true },
      { who: `member ${memberId}`, path: `${here}/ownership-offers/${offerId}` },
    ]),
    { who: 'key', path: `${here}/members?limit=3` },
    { who: 'key', path: `${here}/journal?limit=3` },
    { who: 'key', path: `${here}/billing` },
  ];
}

/** Second pages, by the cursor that the first page gave: it must open them after the change of programs too. */
async function paged(stage: Stage, held: Held): Promise<Request[]> {
  const here = `/organizations/${held.organizationId}`;
  const lists = [
    '/members?limit=3',
    '/members?limit=3&sort=-name',
    '/mails?limit=4',
    '/seats?limit=2',
  ];
  const requests: Request[] = [];
  for (const path of lists) {
    const { body } = await ask(stage, held, { who: 'operator', path: here + path });
    const cursor = encodeURIComponent(String(body['next']));
    requests.push({ who: 'operator', path: `${here}${path}&cursor=${cursor}` });
  }
  const first = await ask(stage, held, { who: 'scim', path: '/Users?cursor&count=3' });
  const cursor = encodeURIComponent(String(first.body['nextCursor']));
  requests.push({ who: 'scim', path: `/Users?cursor=${cursor}&count=3` });
  return requests;
}

const FILTERS = [
  'userName eq "ANN@directory.example.com"',
  'externalId eq "external-4"',
  'emails.value co "directory"',
  'emails[type eq "work" and value sw "cyd"]',
  'title eq "Engineer" and active eq true',
  'active eq false',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Finance"',
  'meta.lastModified gt "2026-01-01T00:00:00Z"',
  'not (displayName sw "A")',
];

async function ofDirectory(list: List): Promise<Request[]> {
  const users = await list('scim', '/Users');
  const groups = await list('scim', '/Groups');
  const member = encodeURIComponent(`members[value eq "${String(users[0]?.id)}"]`);
  const paths = [
    ...users.map(({ id }) => `/Users/${id}`),
    ...groups.map(({ id }) => `/Groups/${id}`),
    ...FILTERS.map((filter) => `/Users?filter=${encodeURIComponent(filter)}`),
    '/Users?sortBy=userName&sortOrder=descending',
    '/Users?startIndex=3&count=2',
    '/Users?attributes=userName,groups',
    '/Groups?excludedAttributes=members',
    `/Groups?filter=${encodeURIComponent('displayName eq "all"')}`,
    `/Groups?filter=${member}`,
    '/Users?count=0',
  ];
  const discovery = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'];
  return [
    ...paths.map((path) => ({ who: 'scim', path })),
    ...discovery.map((path): Request => ({ who: 'scim', path, loose: true })),
    { who: 'access', path: '/Users?sortBy=userName&count=2' },
    { who: 'access', path: '/Groups' },
  ];
}
