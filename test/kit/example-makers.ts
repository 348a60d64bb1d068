import { newId } from '#kernel/index.js';
import { createHttpClient, OutgoingError, type HttpClient } from '#outgoing/index.js';
import { GROUP, USER } from './application.js';
import { makeEnforceable, makeEnforced } from './enforcement-examples.js';
import { signIn } from './sessions.js';
import { personPreconditions } from './person-examples.js';
import { samlPreconditions } from './saml-examples.js';
import type { Json } from './server.js';
import type { Placeholders, ContractExamples } from './contract-examples.js';
import { PATIENCE_MS } from './soon.js';

type Maker = (examples: ContractExamples, placeholders: Placeholders) => Promise<string>;

const newAddress = async (examples: ContractExamples): Promise<string> =>
  `user-${await examples.make('unique')}@example.com`;

async function makeMember(
  examples: ContractExamples,
  roles: readonly string[] = [],
): Promise<string> {
  const body = {
    email: await newAddress(examples),
    name: 'Somebody',
    ...(roles.length && { roles }),
  };
  return String((await examples.inOrganization('POST', '/members', { body })).id);
}

/** An invitation by link only, whose token its maker is shown. */
async function makeInvitationLink(examples: ContractExamples): Promise<Json> {
  const body = { email: 'user-1@example.com', send: false };
  return examples.inOrganization('POST', '/invitations', { body });
}

async function firstItem(examples: ContractExamples, path: string): Promise<Json> {
  const { items } = await examples.inOrganization('GET', path);
  const one = items?.[0];
  if (!one) throw new Error(`${path} is empty.`);
  return one;
}

async function makeScimResource(
  examples: ContractExamples,
  path: string,
  resource: object,
): Promise<string> {
  const client = await examples.server.scim({ organizationId: examples.organizationId });
  examples.remember('connectionId', client.connectionId);
  const reply = await client.post(path, resource);
  if (reply.status !== 201) throw new Error(`${path} gave ${reply.status}: ${reply.text}`);
  return String(reply.body['id']);
}

/** The brake holds what a directory takes from the only person that it manages. */
async function makeMassChange(examples: ContractExamples): Promise<string> {
  const policies = { massChangePercent: 1, massChangePeople: 1 };
  await examples.inOrganization('PATCH', '', { body: { policies } });
  const { organizationId } = examples;
  const client = await examples.server.scim({ organizationId });
  const user = { schemas: [USER], userName: await newAddress(examples) };
  const { body } = await client.post('/Users', user);
  const reply = await client.put(`/Users/${String(body['id'])}`, { ...user, active: false });
  if (reply.status !== 200) throw new Error(reply.text);
  const { items } = await examples.inOrganization('GET', '/mass-changes?status=held&limit=200');
  const id = String((items as unknown as Json[]).at(-1)?.['id']);
  const people = await examples.inOrganization('GET', `/mass-changes/${id}/people?state=held`);
  const held = people['items'] as unknown as Json[];
  examples.remember('memberId', String(held.at(-1)?.['memberId']));
  return id;
}

async function makeImport(examples: ContractExamples): Promise<string> {
  const body = `email,name\n${await newAddress(examples)},Somebody\n`;
  const headers = { 'content-type': 'text/csv' };
  const task = await examples.inOrganization('POST', '/imports?mode=add', { body, headers });
  return String(task.id);
}

async function makeOffer(examples: ContractExamples): Promise<string> {
  const toMemberId = await examples.make('acceptorId');
  const fromMemberId = await examples.make('ownerId');
  const body = { toMemberId, fromMemberId, roleAfter: 'admin' };
  return String((await examples.inOrganization('POST', '/ownership-offers', { body })).id);
}

/** Somebody asks for a seat where none is free; they are kept as the acting member. */
async function makeSeatRequest(examples: ContractExamples): Promise<string> {
  const product = { key: `k-${await examples.make('unique')}`, name: 'Product', seats: 0 };
  const { id: productId } = await examples.inOrganization('POST', '/products', { body: product });
  const headers = { 'muster-acting-member': await examples.make('actingMemberId') };
  const options = { headers, body: { productId } };
  return String((await examples.inOrganization('POST', '/seat-requests', options)).id);
}

const ENDPOINTS = '/webhook-endpoints';

/** A secret that ends soon: the only one of an endpoint cannot be removed. */
async function makeOlderSecret(examples: ContractExamples, endpoint: string): Promise<string> {
  const { items } = await examples.request('GET', `${endpoint}/secrets`);
  await examples.request('POST', `${endpoint}/secrets`, { body: {} });
  return String(items?.[0]?.id);
}

/** Of a test, which reaches nobody. */
async function makeDelivery(examples: ContractExamples, endpoint: string): Promise<string> {
  return String((await examples.request('POST', `${endpoint}/test`)).id);
}

/** What no operation of the contract makes under its own address. */
export const makers: Readonly<Record<string, Maker>> = {
  eventType: async () => 'member.added',
  memberId: (examples) => makeMember(examples),
  /** the acting member of `self`: the same within one world */
  actingMemberId: (examples) =>
    examples.once('actingMemberId', () => makeMember(examples, ['member'])),
  /** who has signed in, for `person`: the same within one world, and what their browser sends, as JSON */
  personHeaders: (examples) =>
    examples.once('personHeaders', async () => {
      const accountId = await examples.make('accountId');
      const { headers } = await signIn(examples.server, { accountId }, { isProved: true });
      return JSON.stringify(headers);
    }),
  acceptorId: (examples) => examples.make('actingMemberId'),
  ownerId: async (examples) => String((await firstItem(examples, '/members?sort=createdAt')).id),
  accountId: async (examples) => {
    const body = { email: await newAddress(examples), name: 'Somebody', emailVerified: true };
    return String((await examples.request('POST', '/accounts', { body })).id);
  },
  invitationId: async (examples) => {
    const body = { email: await newAddress(examples) };
    return String((await examples.inOrganization('POST', '/invitations', { body })).id);
  },
  invitationToken: async (examples) => String((await makeInvitationLink(examples))['token']),
  expiredToken: async (examples) => {
    const { id, token } = await makeInvitationLink(examples);
    await examples.inOrganization('POST', `/invitations/${String(id)}/revoke`, { body: {} });
    return String(token);
  },
  erasureId: async (examples) => {
    const path = `/members/${await makeMember(examples)}/erase`;
    return String((await examples.inOrganization('POST', path, { body: {} })).id);
  },
  taskId: async (examples) => {
    const body = { invitations: [{ email: await newAddress(examples) }] };
    return String((await examples.inOrganization('POST', '/invitations/bulk', { body })).id);
  },
  changeId: async (examples) => {
    const body = {
      selection: { ids: [await examples.make('memberId')] },
      change: { kind: 'suspend' },
    };
    return String((await examples.inOrganization('POST', '/member-changes', { body })).id);
  },
  importId: makeImport,
  deletionId: async (examples) => {
    const body = { kind: 'scim', name: 'Old directory' };
    const connection = await examples.inOrganization('POST', '/connections', { body });
    const path = `/connections/${String(connection.id)}?people=keep`;
    return String((await examples.inOrganization('DELETE', path)).id);
  },
  offerId: makeOffer,
  seatRequestId: makeSeatRequest,
  seatId: async (examples) => {
    const product = { key: `k-${await examples.make('unique')}`, name: 'Product', seats: 1 };
    const { id: productId } = await examples.inOrganization('POST', '/products', { body: product });
    const body = { productId, memberId: await makeMember(examples) };
    return String((await examples.inOrganization('POST', '/seats', { body })).id);
  },
  secretId: (examples, { endpointId = '' }) =>
    makeOlderSecret(
      examples,
      `/organizations/${examples.organizationId}${ENDPOINTS}/${endpointId}`,
    ),
  installationSecretId: (examples, { installationEndpointId = '' }) =>
    makeOlderSecret(examples, `${ENDPOINTS}/${installationEndpointId}`),
  deliveryId: (examples, { endpointId = '' }) =>
    makeDelivery(examples, `/organizations/${examples.organizationId}${ENDPOINTS}/${endpointId}`),
  installationDeliveryId: (examples, { installationEndpointId = '' }) =>
    makeDelivery(examples, `${ENDPOINTS}/${installationEndpointId}`),
  slug: async (examples) => String((await examples.inOrganization('GET', ''))['slug']),
  jobName: async () => 'retention',
  massChangeId: makeMassChange,
  scimGroupId: (examples) =>
    makeScimResource(examples, '/Groups', { schemas: [GROUP], displayName: 'Group' }),
  /** an owner, whom a directory says it knows */
  linkRequestId: async (examples) => {
    const owner = await firstItem(examples, '/members?sort=createdAt');
    const userName = String(owner['email']);
    await makeScimResource(examples, '/Users', { schemas: [USER], userName });
    const connectionId = await examples.make('connectionId');
    return String((await firstItem(examples, `/connections/${connectionId}/link-requests`)).id);
  },
  keyId: async () => '00000000-0000-4000-8000-000000000000',
  attemptId: async () => '00000000-0000-4000-8000-000000000000',
  exchangeId: async (examples) => {
    await makeScimResource(examples, '/Users', {
      schemas: [USER],
      userName: await newAddress(examples),
    });
    const connectionId = await examples.make('connectionId');
    return String((await firstItem(examples, `/connections/${connectionId}/exchanges`)).id);
  },
  mailId: async (examples) => {
    await examples.make('invitationId');
    return String((await firstItem(examples, '/mails')).id);
  },
  roleName: async (examples) => {
    const name = `role-${await examples.make('unique')}`;
    const body = { name, title: 'Reviewer', permissions: ['members:read'] };
    return String((await examples.inOrganization('POST', '/roles', { body }))['name']);
  },
  templateName: async () => 'invitation',
  locale: async () => 'en',
  noticesToken: async (examples, { memberId = '' }) =>
    examples.server.core.links.token('notices', memberId, 'seat-limit'),
};

/** One point, as PNG. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** For examples that fetch a logo: the same picture at every address, and nothing else. */
export const pictureClient: HttpClient = {
  requireAllowedUrl: (url) => createHttpClient({ allow: [] }).requireAllowedUrl(url),
  fetch: async (url) => ({ body: PICTURE, contentType: 'image/png', url }),
  request: () => Promise.reject(new OutgoingError('unreachable', 'Examples ask nobody.')),
};

async function makeAvatar(examples: ContractExamples): Promise<Placeholders> {
  const memberId = await examples.make('memberId');
  const headers = { 'content-type': 'image/png' };
  await examples.inOrganization('PUT', `/members/${memberId}/avatar`, { body: PICTURE, headers });
  return { memberId };
}

/** Bodies that are no JSON. */
export const uploads: Readonly<Record<string, { body: string | Uint8Array; mediaType: string }>> = {
  replaceAvatar: { body: PICTURE, mediaType: 'image/png' },
  replaceLogo: { body: PICTURE, mediaType: 'image/png' },
  createImport: { body: 'email,name\nuser-7@example.com,Somebody\n', mediaType: 'text/csv' },
};

/** A member who has signed in. */
async function makeSession(examples: ContractExamples): Promise<Placeholders> {
  const { server } = examples;
  const memberId = await makeMember(examples);
  const { email } = (await server.store.read.members.get(memberId)) ?? {};
  const body = { email, name: 'Somebody', emailVerified: true };
  const accountId = String((await examples.request('POST', '/accounts', { body })).id);
  const { session } = await signIn(server, { accountId });
  return { memberId, accountId, sessionId: session.id };
}

/** A member who signs in at an identity provider. */
async function makeIdentity(examples: ContractExamples): Promise<Placeholders> {
  const { store } = examples.server;
  const { memberId = '', accountId = '' } = await makeSession(examples);
  const { organizationId = '' } = (await store.read.members.get(memberId)) ?? {};
  const now = new Date().toISOString();
  const identityId = newId();
  await store.transaction(organizationId, (tx) =>
    tx.signInIdentities.insert({
      id: identityId,
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId,
      connectionId: newId(),
      issuer: 'https://idp.example/metadata',
      subject: identityId,
      key: identityId,
      accountId,
      scimUserId: newId(),
      provedBy: 'domain',
    }),
  );
  return { memberId, identityId };
}

type Precondition = (examples: ContractExamples) => Promise<Placeholders>;

async function makeMappableGroup(examples: ContractExamples): Promise<Placeholders> {
  const scimGroupId = await examples.make('scimGroupId');
  return { scimGroupId, connectionId: await examples.make('connectionId') };
}

async function makeLinkRequest(examples: ContractExamples): Promise<Placeholders> {
  const linkRequestId = await examples.make('linkRequestId');
  return { linkRequestId, connectionId: await examples.make('connectionId') };
}

/** A user of a directory who comes to say the address of another member. */
async function makeAddressConflict(examples: ContractExamples): Promise<Placeholders> {
  const email = await newAddress(examples);
  await examples.inOrganization('POST', '/members', { body: { email, name: 'Somebody' } });
  const { organizationId } = examples;
  const scim = await examples.server.scim({ organizationId });
  const user = { schemas: [USER], userName: await newAddress(examples) };
  const { body } = await scim.post('/Users', user);
  const emails = [{ value: email }];
  const reply = await scim.put(`/Users/${String(body['id'])}`, { ...user, emails });
  if (reply.status !== 200) throw new Error(reply.text);
  const { memberId } = await firstItem(examples, '/address-conflicts?limit=200');
  return { memberId: String(memberId) };
}

async function makeRevokedInvitation(examples: ContractExamples): Promise<Placeholders> {
  const invitationId = await examples.make('invitationId');
  await examples.inOrganization('POST', `/invitations/${invitationId}/revoke`, { body: {} });
  return { invitationId };
}

/** Waits until the work that a door began in the background is done. */
async function waitUntil(what: string, done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come to be.`);
}

/** What must be so before an operation can succeed: what it is called with, beside what the makers make. */
export const preconditions: Readonly<Record<string, Precondition>> = {
  restoreOrganization: async (examples) => {
    const slug = await examples.make('slug');
    await examples.inOrganization('DELETE', `?confirmation=${slug}`);
    return {};
  },
  enableOrganization: async (examples) => {
    await examples.inOrganization('POST', '/disable');
    return {};
  },
  ...samlPreconditions,
  ...personPreconditions,
  getLinkRequest: makeLinkRequest,
  approveLinkRequest: makeLinkRequest,
  rejectLinkRequest: makeLinkRequest,
  decideLinkRequests: makeLinkRequest,
  deleteLogo: async (examples) => {
    const headers = { 'content-type': 'image/png' };
    await examples.inOrganization('PUT', '/logo', { body: PICTURE, headers });
    return {};
  },
  getAvatar: makeAvatar,
  deleteAvatar: makeAvatar,
  leaveAddressConflict: makeAddressConflict,
  previewGroupMappings: makeMappableGroup,
  replaceGroupMappings: makeMappableGroup,
  getExchange: async (examples) => {
    const exchangeId = await examples.make('exchangeId');
    return { exchangeId, connectionId: await examples.make('connectionId') };
  },
  removeSpaceMember: async (examples) => {
    const [spaceId, memberId] = [await examples.make('spaceId'), await examples.make('memberId')];
    await examples.inOrganization('PUT', `/spaces/${spaceId}/members/${memberId}`, {
      body: { role: 'member' },
    });
    return { spaceId, memberId };
  },
  reinstateMember: async (examples) => {
    const memberId = await examples.make('memberId');
    await examples.inOrganization('POST', `/members/${memberId}/remove`, { body: {} });
    return { memberId };
  },
  restoreMember: async (examples) => {
    const memberId = await examples.make('memberId');
    await examples.inOrganization('POST', `/members/${memberId}/suspend`);
    return { memberId };
  },
  // enough rows that it is not over before it is cancelled
  cancelTask: async (examples) => {
    const word = await examples.make('unique');
    const rows = Array.from({ length: 200 }, (_, at) => ({ email: `${word}-${at}@example.com` }));
    const body = { invitations: rows };
    return {
      taskId: String((await examples.inOrganization('POST', '/invitations/bulk', { body })).id),
    };
  },
  // enough rows that it is not over before it is cancelled
  cancelMemberChange: async (examples) => {
    const ids: string[] = [];
    for (let at = 0; at < 30; at += 1) ids.push(await makeMember(examples));
    const body = { selection: { ids }, change: { kind: 'suspend' } };
    const { id } = await examples.inOrganization('POST', '/member-changes', { body });
    return { changeId: String(id) };
  },
  undoTask: async (examples) => {
    const taskId = await examples.make('changeId');
    await waitUntil('A change of many people', async () => {
      const { status } = await examples.inOrganization('GET', `/member-changes/${taskId}`);
      return String(status) === 'done';
    });
    return { taskId };
  },
  enforceSignIn: makeEnforceable,
  endSignInEnforcement: makeEnforced,
  endMemberSession: makeSession,
  removeSignInIdentity: makeIdentity,
  endAccountSession: makeSession,
  deleteInvitation: makeRevokedInvitation,
  renewInvitation: makeRevokedInvitation,
  askForInvitation: async (examples) => {
    const { id, token } = await makeInvitationLink(examples);
    await examples.server.store.transaction(examples.organizationId, async (tx) => {
      const one = await tx.invitations.get(String(id));
      if (!one) throw new Error('The invitation is gone.');
      const expiresAt = '2026-01-01T00:00:00.000Z';
      await tx.invitations.update({ ...one, expiresAt, version: one.version + 1 });
    });
    return { expiredToken: String(token) };
  },
  applyImport: async (examples) => {
    const importId = await examples.make('importId');
    await waitUntil('The check of an import', async () => {
      const { status } = await examples.inOrganization('GET', `/imports/${importId}`);
      return String(status) === 'checked';
    });
    return { importId };
  },
  reportDelivery: async (examples) => {
    const mailId = await examples.make('mailId');
    await examples.server.composed.jobs.runNow('send-mail');
    const mail = await examples.server.store.read.mails.get(mailId);
    return { messageId: encodeURIComponent(mail?.messageId ?? '') };
  },
  deleteMailTemplate: async (examples) => {
    const body = { subject: 'Join', text: '{{link}}' };
    await examples.inOrganization('PUT', '/mail-templates/invitation/en', { body });
    return { templateName: 'invitation', locale: 'en' };
  },
  markNoticesRead: async (examples) => {
    const memberId = await examples.make('actingMemberId');
    const body = {
      notice: 'user-action',
      data: { title: 'Something happened.' },
      memberIds: [memberId],
    };
    await examples.inOrganization('POST', '/notices', { body });
    await examples.server.composed.jobs.runNow('send-mail');
    const headers = { 'muster-acting-member': memberId };
    const { items } = await examples.inOrganization('GET', '/notices', { headers });
    return { noticeId: String(items?.[0]?.['id']) };
  },
  lockMember: async (examples) => {
    const memberId = await examples.make('memberId');
    const body = { hours: 1, reason: 'an example' };
    await examples.inOrganization('POST', `/members/${memberId}/unlock`, { body });
    return { memberId };
  },
  // left as a viewer, and added again without that role
  restoreMemberRoles: async (examples) => {
    const memberId = await examples.make('memberId');
    const role = { body: { role: 'viewer' } };
    await examples.inOrganization('POST', `/members/${memberId}/roles`, role);
    const { email } = (await examples.server.store.read.members.get(memberId)) ?? {};
    await examples.inOrganization('POST', `/members/${memberId}/remove`, { body: {} });
    const body = { email, name: 'Back Again', roles: ['member'] };
    await examples.inOrganization('POST', '/members', { body });
    return { memberId };
  },
  takeMemberRole: async (examples) => {
    const memberId = await examples.make('memberId');
    await examples.inOrganization('POST', `/members/${memberId}/roles`, {
      body: { role: 'viewer' },
    });
    return { memberId, roleName: 'viewer' };
  },
  confirmDomainCode: async (examples) => {
    const domainId = await examples.make('domainId');
    await examples.inOrganization('POST', `/domains/${domainId}/code`, {
      body: { mailbox: 'admin' },
    });
    const { version } = (await examples.server.store.read.domains.get(domainId)) ?? { version: 0 };
    return { domainId, domainCode: examples.server.core.links.code('domain', domainId, version) };
  },
};
