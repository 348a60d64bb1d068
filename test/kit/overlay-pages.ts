import { expect } from '@jest/globals';
import sharp from 'sharp';
import { consoleOrganization, consolePerson } from './console.js';
import { itemsOf, type ExampleConsole } from './example-console.js';
import type { Json } from './server.js';
import { signInContext } from './sessions.js';

export interface OverlayPages {
  readonly paths: Readonly<Record<string, string>>;
  /** gives the person on the pages another name, as somebody else */
  readonly rename: () => Promise<void>;
}

/** Names of pages on which an overlay can be asked for → their paths: those of the example, and what it takes beyond them. */
export async function overlayPages(example: ExampleConsole): Promise<OverlayPages> {
  const { server, organizationId, pages } = example;
  const path = `/organizations/${organizationId}`;
  const inside = `/o/${organizationId}`;
  const ask = async (method: string, place: string, body?: object): Promise<Json> => {
    const answer = await server.rest(method, place, body ? { body } : {});
    expect([place, answer.status < 300, answer.body['detail']]).toEqual([place, true, undefined]);
    return answer.body;
  };
  await ask('PATCH', `${path}/roles/night-shift`, { permissions: ['members:read', 'roles:read'] });
  const { core } = server;
  const ctx = signInContext();
  const domain = await core.domains.add(ctx, organizationId, 'proved.example');
  await core.domains.recordDnsAnswer(ctx, domain, [domain.dnsCode]);
  const members = await itemsOf(server, `${path}/members?limit=100&sort=name`);
  const byHand = members.find(({ managed, roles }) => !managed && String(roles?.[0]) === 'member');
  const memberId = String(byHand?.['id']);
  const selection = { ids: [memberId] };
  const change = { selection, change: { kind: 'addRoles', roles: ['viewer', 'billing', 'power'] } };
  const { id: changeId } = await ask('POST', `${path}/member-changes`, change);
  const place = `${path}/members/${memberId}`;
  await picture(example, place);
  const [space] = await itemsOf(server, `${path}/spaces?limit=1`);
  const assigned = { action: 'assign', role: 'member', spaceIds: [String(space?.['id'])] };
  await ask('POST', `${place}/spaces/bulk`, assigned);
  const invitation = { email: 'mona@northwind.example.com', roles: ['member'] };
  await ask('POST', `${path}/invitations`, invitation);
  const [mail] = await itemsOf(server, `${path}/mails?limit=1`);
  const person = `${inside}/people/${memberId}`;
  const paths = {
    ...pages,
    person,
    'details of a person': `${person}?panel=details`,
    'spaces of a person': `${person}?panel=spaces`,
    filtered: `${inside}/people?q=${encodeURIComponent(String(byHand?.['email']))}`,
    'one change': `${inside}/people?change=${String(changeId)}`,
    viewer: `${inside}/roles/viewer`,
    sheet: `${inside}/imports/${await wholeSheet(example)}`,
    mail: `${inside}/notifications?tab=outbox&mail=${String(mail?.['id'])}`,
    ...(await elsewhere(example)),
  };
  const rename = async (): Promise<void> =>
    void (await ask('PATCH', place, { name: `Somebody ${Date.now()}` }));
  return { paths, rename };
}

/** A sheet that stands for everybody: who is not in it is suspended. */
async function wholeSheet({ server, organizationId }: ExampleConsole): Promise<string> {
  const place = `/organizations/${organizationId}/imports?mode=deactivate-missing`;
  const uploaded = await server.rest('POST', place, {
    body: new TextEncoder().encode('Email;Name\nana@northwind.example.com;Ana Berg\n'),
    headers: {
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="everybody.csv"',
    },
  });
  expect([uploaded.status < 300, uploaded.body['detail']]).toEqual([true, undefined]);
  return String(uploaded.body['id']);
}

/** Two more organizations of the person: one of a preset with a single role, and one whose ownership is offered to them. */
async function elsewhere({ server, owner }: ExampleConsole): Promise<Record<string, string>> {
  const { email, name } = owner;
  const join = async (id: string, role: string): Promise<string> => {
    const body = { email, name, roles: [role], notify: false };
    const made = await server.rest('POST', `/organizations/${id}/members`, { body });
    expect([made.status, made.body['detail']]).toEqual([201, undefined]);
    return String(made.body['id']);
  };
  const single = await consoleOrganization(server, 'spaces', 'Southbank');
  await join(single.id, 'organization-admin');
  const offered = await consoleOrganization(server, 'lonti', 'Westgate');
  const plan = await server.rest('PUT', `/organizations/${offered.id}/plan`, {
    body: { plan: 'paid' },
  });
  expect(plan.status).toBe(200);
  const toMemberId = await join(offered.id, 'administrator');
  const body = { toMemberId, roleAfter: null, fromMemberId: offered.owner.memberId };
  const offer = await server.rest('POST', `/organizations/${offered.id}/ownership-offers`, {
    body,
  });
  expect([offer.status, offer.body['detail']]).toEqual([201, undefined]);
  const night = { name: 'night', title: 'Night shift', permissions: ['members:read'] };
  const role = await server.rest('POST', `/organizations/${single.id}/roles`, { body: night });
  expect([role.status, role.body['detail']]).toEqual([201, undefined]);
  const signed = await consoleOrganization(server, 'nti', 'Eastport');
  await join(signed.id, 'account-admin');
  const colleague = await consolePerson(server, single, { name: 'Sam South', roles: ['member'] });
  const person = `/o/${single.id}/people/${colleague.memberId}?panel=details`;
  return {
    'people of one role': person,
    'list of one role': `/o/${single.id}/people`,
    'people with a sign': `/o/${signed.id}/people`,
    offered: `/o/${offered.id}`,
  };
}

/** One that was uploaded, so that it can be taken away. */
async function picture({ server }: ExampleConsole, member: string): Promise<void> {
  const background = { r: 60, g: 90, b: 160 };
  const body = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();
  const headers = { 'content-type': 'image/png' };
  const put = await server.rest('PUT', `${member}/avatar`, { body, headers });
  expect([put.status < 300, put.body['detail']]).toEqual([true, undefined]);
}
