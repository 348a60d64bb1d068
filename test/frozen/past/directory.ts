import type { Main } from './organizations.js';
import { Caller, DAY, type Stage } from './stage.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What an identity provider holds of the connection that is left at the end. */
export interface Directory {
  readonly connectionId: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A lenient connection with people, groups and mappings. */
export async function directory(
  stage: Stage,
  main: Main,
  { spaceId, productId }: { readonly spaceId: string; readonly productId: string },
): Promise<Directory> {
  const { here } = main;
  const { id } = await here.ask('POST', '/connections', { kind: 'scim', name: 'Directory' });
  const connection = here.below(`/connections/${id}`);
  const token = String((await connection.ask('POST', '/credentials', { kind: 'token' })).token);
  const scim = new Caller(`${stage.url}/scim/${id}/v2`, token);
  const ids = await users(scim);
  const groups = await groupsOf(scim, ids);
  await connection.ask('PUT', '/group-mappings', {
    mode: 'union',
    defaultRole: 'member',
    overSeatLimit: 'queue',
    mappings: [
      { groupId: groups[0], role: 'viewer' },
      { groupId: groups[0], space: { spaceId, role: 'member' } },
      { groupId: groups[0], productId },
      { groupId: groups[1], productId },
      { groupId: groups[1], role: 'auditor' },
    ],
  });
  await stage.run('finish-recomputations');
  await changes(scim, ids, groups);
  await unlock(here);
  const clients = await moreCredentials(stage, connection, String(id));
  await strict(stage, main);
  return { connectionId: String(id), token, ...clients };
}

async function users(scim: Caller): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, word] of ['ann', 'bea', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'].entries()) {
    const user = await scim.ask('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      userName: `${word}@directory.example.com`,
      externalId: `external-${String(at)}`,
      displayName: `${word.toUpperCase()} Example`,
      name: { givenName: word, familyName: 'Example' },
      title: at % 2 === 0 ? 'Engineer' : 'Accountant',
      emails: [{ value: `${word}@directory.example.com`, type: 'work', primary: true }],
      phoneNumbers: [{ value: `+49 30 000${String(at)}`, type: 'work' }],
      active: true,
      [ENTERPRISE]: { department: at < 4 ? 'Research' : 'Finance', employeeNumber: String(at) },
    });
    ids.push(String(user.id));
  }
  return ids;
}

async function groupsOf(scim: Caller, ids: readonly string[]): Promise<string[]> {
  const group = async (displayName: string, members: readonly (string | undefined)[]) => {
    const body = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    return String((await scim.ask('POST', '/Groups', body)).id);
  };
  const research = await group('Research', ids.slice(0, 4));
  const finance = await group('Finance', ids.slice(4));
  const everyone = await group('Everyone', [research, finance]);
  return [research, finance, everyone, await group('Gone', ids.slice(0, 1))];
}

async function changes(
  scim: Caller,
  [ann, bea, cyd, dan, eve, , gus]: readonly string[],
  [research, finance, everyone, gone]: readonly string[],
): Promise<void> {
  const patch = (path: string, ...Operations: object[]) =>
    scim.ask('PATCH', path, { schemas: [PATCH], Operations });
  await patch(`/Users/${ann}`, { op: 'replace', path: 'title', value: 'Director' });
  await patch(`/Users/${bea}`, { op: 'replace', value: { active: false } });
  await patch(`/Users/${cyd}`, { op: 'Replace', path: 'active', value: 'False' });
  await patch(`/Users/${cyd}`, { op: 'Replace', path: 'active', value: 'True' });
  await patch(`/Groups/${research}`, { op: 'remove', path: `members[value eq "${ann}"]` });
  await patch(`/Groups/${research}`, { op: 'add', path: 'members', value: [{ value: eve }] });
  await patch(`/Groups/${finance}`, { op: 'remove', path: `members[value eq "${eve}"]` });
  await patch(`/Users/${gus}`, { op: 'replace', path: 'active', value: false });
  await patch(`/Groups/${everyone}`, { op: 'replace', path: 'displayName', value: 'All' });
  const nobody = '00000000-0000-4000-8000-000000000000';
  await patch(`/Groups/${research}`, {
    op: 'add',
    path: 'members',
    value: [{ value: nobody }],
  }).catch(() => undefined);
  await scim.send({ method: 'DELETE', path: `/Users/${dan}` });
  await scim.send({ method: 'DELETE', path: `/Groups/${gone}` });
  await scim.refused('POST', '/Users', { schemas: [USER] });
  await scim.refused('GET', '/Users?filter=userName%20zz%20%22a%22');
}

/** A person whom the directory manages, changed by hand for a while. */
async function unlock(here: Caller): Promise<void> {
  const { items } = await here.ask('GET', '/members?q=hal');
  const member = `/members/${String(items?.[0]?.id)}`;
  await here.refused('PATCH', member, { name: 'Hal by hand' });
  await here.ask('POST', `${member}/unlock`, { hours: 4, reason: 'The directory is being moved.' });
  await here.ask('PATCH', member, { name: 'Hal by hand' });
}

async function moreCredentials(
  stage: Stage,
  connection: Caller,
  connectionId: string,
): Promise<Pick<Directory, 'clientId' | 'clientSecret'>> {
  const expiresAt = new Date(stage.now() + 31 * DAY).toISOString();
  await connection.ask('POST', '/credentials', { kind: 'token', name: 'Ends soon', expiresAt });
  const revoked = await connection.ask('POST', '/credentials', { kind: 'token', name: 'Revoked' });
  await connection.ask('DELETE', `/credentials/${revoked.id}`);
  await stage.advance(2 * DAY);
  await stage.run('notice-expiring');
  const far = new Date(stage.now() + 3_000 * DAY).toISOString();
  const client = await connection.ask('POST', '/credentials', {
    kind: 'client',
    name: 'Client',
    scopes: ['users:read', 'groups:read'],
    expiresAt: far,
  });
  await connection.ask('POST', '/credentials', {
    kind: 'client',
    name: 'Trusted issuer',
    expiresAt: far,
    trust: {
      issuer: 'https://issuer.example.com',
      subject: 'subject',
      audience: 'https://muster.example.com',
      assertionSeconds: 300,
      jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k', alg: 'EdDSA', x: KEY }] },
    },
  });
  const { clientId, clientSecret } = client as unknown as Record<string, unknown>;
  const secrets = { clientId: String(clientId), clientSecret: String(clientSecret) };
  await askToken(stage.url, { connectionId, ...secrets });
  return secrets;
}

/** A public key of RFC 8037, appendix A.2. */
const KEY = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

/** The answer of the token endpoint to the client's credentials. @throws Error */
export async function askToken(
  url: string,
  {
    connectionId,
    clientId,
    clientSecret,
  }: Pick<Directory, 'connectionId' | 'clientId' | 'clientSecret'>,
): Promise<string> {
  const response = await fetch(`${url}/scim/${connectionId}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }).toString(),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The token endpoint answered ${text}`);
  return String((JSON.parse(text) as { access_token?: string }).access_token);
}

/** A strict connection with the mode `first`, whose only administrator its directory cannot take away. */
async function strict(stage: Stage, { operator }: Main): Promise<void> {
  const body = { name: 'Directory only', slug: 'directory-only' };
  const { id: organizationId } = await operator.ask('POST', '/organizations', body);
  const here = operator.below(`/organizations/${String(organizationId)}`);
  const { id } = await here.ask('POST', '/connections', {
    kind: 'scim',
    name: 'Strict',
    compatibility: 'strict',
  });
  const connection = here.below(`/connections/${id}`);
  const { token } = await connection.ask('POST', '/credentials', { kind: 'token' });
  const scim = new Caller(`${stage.url}/scim/${String(id)}/v2`, String(token));
  const user = {
    schemas: [USER],
    userName: 'only-admin',
    emails: [{ value: 'admin@only.example.com' }],
  };
  const { id: userId } = await scim.ask('POST', '/Users', user);
  const group = { schemas: [GROUP], displayName: 'Administrators', members: [{ value: userId }] };
  const { id: groupId } = await scim.ask('POST', '/Groups', group);
  const mappings = [{ groupId, role: 'admin' }];
  await connection.ask('PUT', '/group-mappings', { mode: 'first', mappings });
  await stage.run('finish-recomputations');
  await scim.send({ method: 'DELETE', path: `/Users/${String(userId)}` });
  await here.ask('PUT', '/limits', { members: 1 });
  await scim.ask('POST', '/Users', { schemas: [USER], userName: 'one-too-many' });
  await connection.ask('PATCH', '', { name: 'Strict and closed', status: 'disabled' });
}
