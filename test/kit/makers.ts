import { GROUP, USER } from './house.js';
import type { Json } from './server.js';
import type { Named, World } from './worlds.js';

type Maker = (world: World, around: Named) => Promise<string>;

const somebody = async (world: World): Promise<string> =>
  `user-${await world.make('unique')}@example.com`;

async function member(world: World, roles: readonly string[] = []): Promise<string> {
  const body = { email: await somebody(world), name: 'Somebody', ...(roles.length && { roles }) };
  return String((await world.here('POST', '/members', { body })).id);
}

/** An invitation by link only, whose token its maker is shown. */
async function linked(world: World): Promise<Json> {
  const body = { email: 'user-1@example.com', send: false };
  return world.here('POST', '/invitations', { body });
}

async function first(world: World, path: string): Promise<Json> {
  const { items } = await world.here('GET', path);
  const one = items?.[0];
  if (!one) throw new Error(`${path} is empty.`);
  return one;
}

async function scim(world: World, path: string, resource: object): Promise<string> {
  const side = await world.server.scim({ organizationId: world.organizationId });
  world.keep('connectionId', side.connectionId);
  const reply = await side.post(path, resource);
  if (reply.status !== 201) throw new Error(`${path} gave ${reply.status}: ${reply.text}`);
  return String(reply.body['id']);
}

async function uploaded(world: World): Promise<string> {
  const body = `email,name\n${await somebody(world)},Somebody\n`;
  const headers = { 'content-type': 'text/csv' };
  const task = await world.here('POST', '/imports?mode=add', { body, headers });
  return String(task.id);
}

async function offered(world: World): Promise<string> {
  const toMemberId = await world.make('acceptorId');
  const fromMemberId = await world.make('ownerId');
  const body = { toMemberId, fromMemberId, roleAfter: 'admin' };
  return String((await world.here('POST', '/ownership-offers', { body })).id);
}

/** Somebody asks for a seat where none is free; they are kept as the acting member. */
async function asked(world: World): Promise<string> {
  const product = { key: `k-${await world.make('unique')}`, name: 'Product', seats: 0 };
  const { id: productId } = await world.here('POST', '/products', { body: product });
  const headers = { 'muster-acting-member': await world.make('actingMemberId') };
  const options = { headers, body: { productId } };
  return String((await world.here('POST', '/seat-requests', options)).id);
}

/** What no operation of the contract makes under its own address. */
export const makers: Readonly<Record<string, Maker>> = {
  memberId: (world) => member(world),
  /** the acting member of `self`: the same within one world */
  actingMemberId: (world) => world.once('actingMemberId', () => member(world, ['member'])),
  acceptorId: (world) => world.make('actingMemberId'),
  ownerId: async (world) => String((await first(world, '/members?sort=createdAt')).id),
  accountId: async (world) => {
    const body = { email: await somebody(world), name: 'Somebody', emailVerified: true };
    return String((await world.ask('POST', '/accounts', { body })).id);
  },
  invitationId: async (world) => {
    const body = { email: await somebody(world) };
    return String((await world.here('POST', '/invitations', { body })).id);
  },
  invitationToken: async (world) => String((await linked(world))['token']),
  expiredToken: async (world) => {
    const { id, token } = await linked(world);
    await world.here('POST', `/invitations/${String(id)}/revoke`, { body: {} });
    return String(token);
  },
  taskId: async (world) => {
    const body = { invitations: [{ email: await somebody(world) }] };
    return String((await world.here('POST', '/invitations/bulk', { body })).id);
  },
  importId: uploaded,
  offerId: offered,
  seatRequestId: asked,
  seatId: async (world) => {
    const product = { key: `k-${await world.make('unique')}`, name: 'Product', seats: 1 };
    const { id: productId } = await world.here('POST', '/products', { body: product });
    const body = { productId, memberId: await member(world) };
    return String((await world.here('POST', '/seats', { body })).id);
  },
  slug: async (world) => String((await world.here('GET', ''))['slug']),
  jobName: async () => 'retention',
  scimGroupId: (world) => scim(world, '/Groups', { schemas: [GROUP], displayName: 'Group' }),
  exchangeId: async (world) => {
    await scim(world, '/Users', { schemas: [USER], userName: await somebody(world) });
    const connectionId = await world.make('connectionId');
    return String((await first(world, `/connections/${connectionId}/exchanges`)).id);
  },
  mailId: async (world) => {
    await world.make('invitationId');
    return String((await first(world, '/mails')).id);
  },
  roleName: async (world) => {
    const name = `role-${await world.make('unique')}`;
    const body = { name, title: 'Reviewer', permissions: ['members:read'] };
    return String((await world.here('POST', '/roles', { body }))['name']);
  },
  templateName: async () => 'invitation',
  locale: async () => 'en',
  noticesToken: async (world, { memberId = '' }) =>
    world.server.directory.links.token('notices', memberId, 'seat-limit'),
};

/** Bodies that are no JSON. */
export const uploads: Readonly<Record<string, { body: string; mediaType: string }>> = {
  createImport: { body: 'email,name\nuser-7@example.com,Somebody\n', mediaType: 'text/csv' },
};

type State = (world: World) => Promise<Named>;

async function mapped(world: World): Promise<Named> {
  const scimGroupId = await world.make('scimGroupId');
  return { scimGroupId, connectionId: await world.make('connectionId') };
}

async function ended(world: World): Promise<Named> {
  const invitationId = await world.make('invitationId');
  await world.here('POST', `/invitations/${invitationId}/revoke`, { body: {} });
  return { invitationId };
}

/** Waits until the work that a door began in the background is done. */
async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come to be.`);
}

/** What must be so before an operation can succeed: what it is called with, beside what the makers make. */
export const states: Readonly<Record<string, State>> = {
  restoreOrganization: async (world) => {
    const slug = await world.make('slug');
    await world.here('DELETE', `?confirmation=${slug}`);
    return {};
  },
  enableOrganization: async (world) => {
    await world.here('POST', '/disable');
    return {};
  },
  previewGroupMappings: mapped,
  replaceGroupMappings: mapped,
  getExchange: async (world) => {
    const exchangeId = await world.make('exchangeId');
    return { exchangeId, connectionId: await world.make('connectionId') };
  },
  removeSpaceMember: async (world) => {
    const [spaceId, memberId] = [await world.make('spaceId'), await world.make('memberId')];
    await world.here('PUT', `/spaces/${spaceId}/members/${memberId}`, { body: { role: 'member' } });
    return { spaceId, memberId };
  },
  restoreMember: async (world) => {
    const memberId = await world.make('memberId');
    await world.here('POST', `/members/${memberId}/suspend`);
    return { memberId };
  },
  // enough rows that it is not over before it is cancelled
  cancelTask: async (world) => {
    const word = await world.make('unique');
    const rows = Array.from({ length: 200 }, (_, at) => ({ email: `${word}-${at}@example.com` }));
    const body = { invitations: rows };
    return { taskId: String((await world.here('POST', '/invitations/bulk', { body })).id) };
  },
  deleteInvitation: ended,
  renewInvitation: ended,
  askForInvitation: async (world) => {
    const { id, token } = await linked(world);
    await world.server.store.transaction(world.organizationId, async (tx) => {
      const one = await tx.invitations.get(String(id));
      if (!one) throw new Error('The invitation is gone.');
      const expiresAt = '2026-01-01T00:00:00.000Z';
      await tx.invitations.update({ ...one, expiresAt, version: one.version + 1 });
    });
    return { expiredToken: String(token) };
  },
  applyImport: async (world) => {
    const importId = await world.make('importId');
    await until('The check of an import', async () => {
      const { status } = await world.here('GET', `/imports/${importId}`);
      return String(status) === 'checked';
    });
    return { importId };
  },
  reportDelivery: async (world) => {
    const mailId = await world.make('mailId');
    await world.server.composed.jobs.runNow('send-mail');
    const mail = await world.server.store.read.mails.get(mailId);
    return { messageId: encodeURIComponent(mail?.messageId ?? '') };
  },
  deleteMailTemplate: async (world) => {
    const body = { subject: 'Join', text: '{{link}}' };
    await world.here('PUT', '/mail-templates/invitation/en', { body });
    return { templateName: 'invitation', locale: 'en' };
  },
  markNoticesRead: async (world) => {
    const memberId = await world.make('actingMemberId');
    const body = {
      notice: 'user-action',
      data: { title: 'Something happened.' },
      memberIds: [memberId],
    };
    await world.here('POST', '/notices', { body });
    await world.server.composed.jobs.runNow('send-mail');
    const headers = { 'muster-acting-member': memberId };
    const { items } = await world.here('GET', '/notices', { headers });
    return { noticeId: String(items?.[0]?.['id']) };
  },
  takeMemberRole: async (world) => {
    const memberId = await world.make('memberId');
    await world.here('POST', `/members/${memberId}/roles`, { body: { role: 'viewer' } });
    return { memberId, roleName: 'viewer' };
  },
  confirmDomainCode: async (world) => {
    const domainId = await world.make('domainId');
    await world.here('POST', `/domains/${domainId}/code`, { body: { mailbox: 'admin' } });
    const { version } = (await world.server.store.read.domains.get(domainId)) ?? { version: 0 };
    return { domainId, domainCode: world.server.directory.links.code('domain', domainId, version) };
  },
};
