import type { Access } from '@muster/scim-tester';
import type { Clock } from '#kernel/index.js';
import type { ScimClient, TestServer } from './server.js';

/** What the tester needs beside one token, made over REST. `clock` is that of the server: a token runs out only when it goes on. */
export async function createAccess(
  server: TestServer,
  { organizationId, connectionId }: ScimClient,
  clock?: Clock & { advance(milliseconds: number): void },
): Promise<Access> {
  const credentials = `/organizations/${organizationId}/connections/${connectionId}/credentials`;
  const create = async (more: object = {}): Promise<{ id: string; token: string }> => {
    const reply = await server.rest('POST', credentials, { body: { kind: 'token', ...more } });
    if (reply.status !== 201) throw new Error(`${credentials} gave ${reply.status}: ${reply.text}`);
    return { id: String(reply.body.id), token: String(reply.body.token) };
  };
  const { token: readOnly } = await create({ scopes: ['users:read', 'groups:read'] });
  const { token: second } = await create();
  const revoked = await create();
  await server.rest('DELETE', `${credentials}/${revoked.id}`);
  const { baseUrl: url, token } = await server.scim();
  const access: Access = { readOnly, second, revoked: revoked.token, otherTenant: { url, token } };
  if (clock === undefined) return access;
  const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
  const { token: expired } = await create({ expiresAt });
  clock.advance(3_600_001);
  return { ...access, expired };
}
