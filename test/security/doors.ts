import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import { requests, type Json, type Reply, type Requests, type ScimClient } from '../kit/server.js';
import { statusAndCode, type TestTenant } from './test-tenants.js';

/** What a caller wants a person to have. */
export interface Wish {
  readonly email: string;
  readonly name: string;
  readonly roles?: readonly string[];
  readonly spaceId?: string;
  readonly productId?: string;
}

/** A company with a directory, and a proved mail domain of its own. */
export interface Premises {
  readonly tenant: TestTenant;
  readonly scim: ScimClient;
  /** of a verified domain, below which the addresses of wishes are */
  readonly domainId: string;
}

/** One way to a change, as that caller. Resolves to `''` where nothing was refused, else to status and code, or to the code of a row. */
export type Door<Input> = (premises: Premises, caller: Requests, input: Input) => Promise<string>;

/** Of the server: invitations are not sent again at once. */
export const clock = new FakeClock();

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const refusal = (reply: Reply): string => (reply.status < 300 ? '' : statusAndCode(reply));

/** Of bulk answers: the code of the first row that failed. */
function rowRefusal(reply: Reply, rows: Json | undefined): string {
  if (reply.status >= 300) return statusAndCode(reply);
  const list = (rows ?? []) as unknown as readonly { code?: string; outcome?: string }[];
  return list.find(({ code }) => code !== undefined)?.code ?? '';
}

const accessOf = ({ roles, spaceId, productId }: Wish): object => ({
  ...(roles && { roles }),
  ...(spaceId !== undefined && { spaces: [{ spaceId, role: 'member' }] }),
  ...(productId !== undefined && { products: [productId] }),
});

async function accept(
  { tenant }: Premises,
  { email, name }: Wish,
  token: unknown,
): Promise<string> {
  const body = { token, email, name, emailVerified: true, explicit: true };
  return refusal(await tenant.server.rest('POST', '/invitations/accept', { body }));
}

async function requestToJoin({ tenant }: Premises, { email, name }: Wish): Promise<Reply> {
  const path = `/organizations/${tenant.id}/join-requests`;
  return tenant.server.rest('POST', path, { body: { email, name, emailVerified: true } });
}

/** What the clock would start, until nothing is left to do. */
async function run({ server }: TestTenant, job: string): Promise<void> {
  while ((await server.composed.jobs.runNow(job)).more);
}

const UNDER_WAY = ['checking', 'waiting', 'running'];

/** The outcome of a task that works row by row, when it is over: the server itself has begun with it. */
async function outcomeOfTask({ tenant }: Premises, reply: Reply, path: string): Promise<string> {
  if (reply.status >= 300) return statusAndCode(reply);
  const task = path.replace('{id}', String(reply.body.id));
  const isOver = async (): Promise<boolean> => {
    const { status } = await tenant.operatorRequest('GET', task);
    return !UNDER_WAY.includes(String(status));
  };
  while (!(await isOver())) {
    await run(tenant, 'run-tasks');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { items } = await tenant.operatorRequest('GET', `${task}/rows?limit=200`);
  return rowRefusal({ ...reply, status: 200 }, items);
}

async function importSheet(
  premises: Premises,
  caller: Requests,
  query: string,
  lines: readonly (readonly string[])[],
): Promise<string> {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const body = lines.map((cells) => cells.map(quoted).join(',')).join('\r\n');
  const path = `/imports?dryRun=false&${query}`;
  const reply = await caller('POST', path, { body, headers: { 'content-type': 'text/csv' } });
  if (reply.status >= 300) return statusAndCode(reply);
  return outcomeOfTask(premises, reply, '/imports/{id}');
}

async function importWish(
  premises: Premises,
  caller: Requests,
  query: string,
  wish: Wish,
): Promise<string> {
  const { tenant } = premises;
  const cells: [title: string, value: string][] = [
    ['Email', wish.email],
    ['Name', wish.name],
  ];
  if (wish.roles) cells.push(['Roles', wish.roles.join('; ')]);
  if (wish.spaceId !== undefined) {
    const { name } = await tenant.operatorRequest('GET', `/spaces/${wish.spaceId}`);
    cells.push(['Spaces', String(name)]);
  }
  if (wish.productId !== undefined) {
    const { key } = await tenant.operatorRequest('GET', `/products/${wish.productId}`);
    cells.push(['Products', String(key)]);
  }
  const titles = cells.map(([title]) => title);
  return importSheet(premises, caller, query, [titles, cells.map(([, value]) => value)]);
}

async function provision({ scim }: Premises, { email, name }: Wish): Promise<Reply> {
  return scim.post('/Users', {
    schemas: [USER],
    userName: `${newId()}@idp.example`,
    displayName: name,
    emails: [{ value: email, primary: true }],
    active: true,
  });
}

/** The directory brings the person in a new group, and the caller says what the group gives. */
async function mapGroup(premises: Premises, caller: Requests, wish: Wish): Promise<string> {
  const { scim } = premises;
  const user = await provision(premises, wish);
  if (user.status >= 300) return `${user.status} ${String(user.body.detail)}`;
  const group = await scim.post('/Groups', {
    schemas: [GROUP],
    displayName: newId(),
    members: [{ value: user.body.id }],
  });
  const groupId = String(group.body.id);
  const mappings = [
    ...(wish.roles ?? []).map((role) => ({ groupId, role })),
    ...(wish.spaceId === undefined
      ? []
      : [{ groupId, space: { spaceId: wish.spaceId, role: 'member' } }]),
    ...(wish.productId === undefined ? [] : [{ groupId, productId: wish.productId }]),
  ];
  const path = `/connections/${scim.connectionId}/group-mappings`;
  const reply = await caller('PUT', path, { body: { mappings } });
  await run(premises.tenant, 'finish-recomputations');
  return refusal(reply);
}

/** Ways in: a person who was no member is one afterwards, with what the caller wished. */
export const ADMISSIONS: Readonly<Record<string, Door<Wish>>> = {
  'POST members': async (_premises, caller, wish) => {
    const body = { email: wish.email, name: wish.name, ...accessOf(wish) };
    return refusal(await caller('POST', '/members', { body }));
  },
  'an invitation': async (premises, caller, wish) => {
    const body = { email: wish.email, send: false, ...accessOf(wish) };
    const invited = await caller('POST', '/invitations', { body });
    return refusal(invited) || accept(premises, wish, invited.body.token);
  },
  'an invitation that is changed': async (premises, caller, wish) => {
    const body = { email: wish.email, send: false };
    const invited = await caller('POST', '/invitations', { body });
    const path = `/invitations/${String(invited.body.id)}`;
    const changed = await caller('PATCH', path, { body: { name: 'X', ...accessOf(wish) } });
    return refusal(invited) || refusal(changed) || accept(premises, wish, invited.body.token);
  },
  'an invitation of another that is sent again': async (premises, caller, wish) => {
    const { tenant } = premises;
    const body = { email: wish.email, send: false, ...accessOf(wish) };
    const invited = await tenant.operatorRequest('POST', '/invitations', body);
    const path = `/invitations/${String(invited.id)}/resend`;
    // not again within five minutes
    clock.advance(6 * 60_000);
    const resent = await caller('POST', path);
    return refusal(resent) || accept(premises, wish, resent.body.token);
  },
  'an invitation of another that is renewed': async (premises, caller, wish) => {
    const { tenant } = premises;
    const body = { email: wish.email, send: false, ...accessOf(wish) };
    const { id } = await tenant.operatorRequest('POST', '/invitations', body);
    await tenant.operatorRequest('POST', `/invitations/${String(id)}/revoke`, {});
    const renewed = await caller('POST', `/invitations/${String(id)}/renew`, { body: {} });
    return refusal(renewed) || accept(premises, wish, renewed.body.token);
  },
  'invitations in bulk': async (premises, caller, wish) => {
    const invitations = [{ email: wish.email, ...accessOf(wish) }];
    const reply = await caller('POST', '/invitations/bulk', { body: { invitations } });
    return outcomeOfTask(premises, reply, '/tasks/{id}');
  },
  'an import': (premises, caller, wish) => importWish(premises, caller, 'mode=add', wish),
  'an import that invites': (premises, caller, wish) =>
    importWish(premises, caller, 'mode=add&invite=true', wish),
  'an approved request to join': async (premises, caller, wish) => {
    const asked = await requestToJoin(premises, wish);
    const path = `/join-requests/${String(asked.body.id)}/approve`;
    return refusal(asked) || refusal(await caller('POST', path, { body: accessOf(wish) }));
  },
  'requests to join in bulk': async (premises, caller, wish) => {
    const asked = await requestToJoin(premises, wish);
    const body = { decision: 'approve', ids: [asked.body.id], ...accessOf(wish) };
    const reply = await caller('POST', '/join-requests/decide', { body });
    return refusal(asked) || rowRefusal(reply, reply.body?.results);
  },
  'a domain': async ({ tenant, domainId }, caller, { email, name, roles, spaceId }) => {
    const body = {
      enrolment: 'auto',
      ...(roles && { defaultRole: roles[0] }),
      ...(spaceId !== undefined && { defaultSpaces: [{ spaceId, role: 'member' }] }),
    };
    const changed = await caller('PATCH', `/domains/${domainId}`, { body });
    if (changed.status >= 300) return statusAndCode(changed);
    const person = { email, name, emailVerified: true };
    const joined = await tenant.server.rest('POST', '/enrolments', { body: person });
    return refusal(joined);
  },
  'a mapped group': mapGroup,
  'a default role of the directory': async (premises, caller, wish) => {
    const path = `/connections/${premises.scim.connectionId}/group-mappings`;
    const body = { mappings: [], ...(wish.roles && { defaultRole: wish.roles[0] }) };
    const reply = await caller('PUT', path, { body });
    const user = await provision(premises, wish);
    return refusal(reply) || (user.status < 300 ? '' : `${user.status}`);
  },
};

/** What a caller wants a member to have from now on. */
export interface Change {
  readonly memberId: string;
  readonly role: string;
}

/** Ways to a role of a person who is a member already. */
export const PROMOTIONS: Readonly<Record<string, Door<Change>>> = {
  'PUT roles': async (_premises, caller, { memberId, role }) => {
    const body = { roles: [{ role }], confirm: true };
    return refusal(await caller('PUT', `/members/${memberId}/roles`, { body }));
  },
  'POST roles': async (_premises, caller, { memberId, role }) => {
    const body = { role, confirm: true };
    return refusal(await caller('POST', `/members/${memberId}/roles`, { body }));
  },
  'setRoles in bulk': async (_premises, caller, { memberId, role }) => {
    const body = { action: 'setRoles', ids: [memberId], roles: [role], confirm: true };
    const reply = await caller('POST', '/members/bulk', { body });
    return rowRefusal(reply, reply.body?.rows);
  },
  'an import that updates': async (premises, caller, { memberId, role }) => {
    const { email = '' } = await premises.tenant.readMember(memberId);
    const sheet = [
      ['Email', 'Roles'],
      [email, role],
    ];
    return importSheet(premises, caller, 'mode=update', sheet);
  },
  'a merge with a member who has it': async ({ tenant }, caller, { memberId, role }) => {
    const other = await tenant.member(role);
    const body = { into: memberId, confirm: true };
    return refusal(await caller('POST', `/members/${other.id}/merge`, { body }));
  },
  'a custom role that is replaced': async ({ tenant }, caller, { memberId, role }) => {
    const name = `role-${newId().slice(-12)}`;
    const definition = { name, title: name, permissions: ['members:read'] };
    await tenant.operatorRequest('POST', '/roles', definition);
    await tenant.operatorRequest('POST', `/members/${memberId}/roles`, { role: name });
    const reply = await caller('DELETE', `/roles/${name}?to=${role}`);
    await run(tenant, 'finish-replacements');
    return refusal(reply);
  },
};

/** Ways to the end of a member, or of what makes them an owner. */
export const ENDINGS: Readonly<Record<string, Door<{ readonly memberId: string }>>> = {
  suspend: async (_premises, caller, { memberId }) =>
    refusal(await caller('POST', `/members/${memberId}/suspend`)),
  remove: async (_premises, caller, { memberId }) =>
    refusal(await caller('POST', `/members/${memberId}/remove`, { body: {} })),
  'suspend in bulk': async (_premises, caller, { memberId }) => {
    const body = { action: 'suspend', ids: [memberId] };
    const reply = await caller('POST', '/members/bulk', { body });
    return rowRefusal(reply, reply.body?.rows);
  },
  'remove in bulk': async (_premises, caller, { memberId }) => {
    const body = { action: 'remove', ids: [memberId] };
    const reply = await caller('POST', '/members/bulk', { body });
    return rowRefusal(reply, reply.body?.rows);
  },
  'setRoles in bulk': async (_premises, caller, { memberId }) => {
    const body = { action: 'setRoles', ids: [memberId], roles: ['viewer'], confirm: true };
    const reply = await caller('POST', '/members/bulk', { body });
    return rowRefusal(reply, reply.body?.rows);
  },
  'PUT roles': async (_premises, caller, { memberId }) => {
    const body = { roles: [{ role: 'viewer' }], confirm: true };
    return refusal(await caller('PUT', `/members/${memberId}/roles`, { body }));
  },
  'DELETE role': async (_premises, caller, { memberId }) =>
    refusal(await caller('DELETE', `/members/${memberId}/roles/owner?confirm=true`)),
  'a merge into a member who is suspended': async ({ tenant }, caller, { memberId }) => {
    const { id: into } = await tenant.member('viewer');
    await tenant.operatorRequest('POST', `/members/${into}/suspend`);
    const body = { into, confirm: true };
    return refusal(await caller('POST', `/members/${memberId}/merge`, { body }));
  },
  'an import that changes the roles': async (premises, caller, { memberId }) => {
    const { email = '' } = await premises.tenant.readMember(memberId);
    const sheet = [
      ['Email', 'Roles'],
      [email, 'viewer'],
    ];
    return importSheet(premises, caller, 'mode=update', sheet);
  },
  'an import without them': async (premises, caller) => {
    const sheet = [
      ['Email', 'Name'],
      [`${newId()}@own.example`, 'Another'],
    ];
    const checked = await importSheet(premises, caller, 'mode=deactivate-missing', sheet);
    const { items } = await premises.tenant.operatorRequest('GET', '/imports?limit=1');
    const path = `/imports/${String(items?.[0]?.id)}`;
    const applied = await caller('POST', `${path}/apply`, { body: { confirm: 1 } });
    return checked || outcomeOfTask(premises, applied, path);
  },
  leave: async ({ tenant }, _caller, { memberId }) =>
    refusal(await tenant.actingAs(memberId)('POST', '/me/leave', { body: {} })),
};

/** As the operator, below the organization. */
export const operatorOf = ({ tenant }: Premises): Requests =>
  requests(`${tenant.server.url}/api/v1/organizations/${tenant.id}`, {
    authorization: `Bearer ${tenant.server.operatorKey}`,
  });
