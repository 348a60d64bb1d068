import { inOrganization } from '#core/tenancy/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import {
  instant,
  newId,
  silentLog,
  systemClock,
  FULL_AUTHORITY,
  type Context,
} from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { requests, type Json, type Reply, type Requests, type TestServer } from '../kit/server.js';

/** An organization with the key of its host application, and people who act through that key: what an attacker has. */
export class TestTenant {
  private constructor(
    readonly server: TestServer,
    readonly id: string,
    readonly key: string,
    /** the owner */
    readonly ownerId: string,
  ) {}

  static async create(server: TestServer, preset = 'standard'): Promise<TestTenant> {
    const body = {
      name: 'Example',
      preset,
      owner: { name: 'Owner', email: `owner-${newId()}@example.com` },
    };
    const created = await server.rest('POST', '/organizations', { body });
    if (created.status !== 201) throw new Error(created.text);
    const id = String(created.body.id);
    const { roles = [] } = server.core.presets.get(preset) ?? {};
    const scopes = [...new Set(roles.flatMap(({ permissions }) => permissions))];
    const ctx = operatorContext();
    const { key } = await server.core.apiKeys.create(ctx, id, { name: 'Host', scopes });
    const members = await server.rest('GET', `/organizations/${id}/members`);
    return new TestTenant(server, id, key, String(members.body.items?.[0]?.id));
  }

  /** Somebody with these roles, let in by nobody's hand. */
  member(...roles: string[]): Promise<Member> {
    const { server, id } = this;
    const since = instant(Date.now());
    const grants = roles.map((role): Grant => ({ role, source: { kind: 'manual' }, since }));
    const email = `${newId()}@example.com`;
    const ctx = operatorContext();
    return inOrganization(server.core.deps, ctx, id, (scope) => {
      const person = { name: 'Somebody', email, status: 'active', source: 'manual' } as const;
      return createMember(scope, { ...person, grants });
    });
  }

  /** Paths below the organization, through the key, for that member or for nobody. */
  actingAs(memberId?: string, key: string = this.key): Requests {
    return requests(`${this.server.url}/api/v1/organizations/${this.id}`, {
      authorization: `Bearer ${key}`,
      ...(memberId !== undefined && { 'muster-acting-member': memberId }),
    });
  }

  /** A key with these permissions only. */
  async narrowKey(...scopes: string[]): Promise<string> {
    const ctx = operatorContext();
    const input = { name: 'Narrow', scopes };
    return (await this.server.core.apiKeys.create(ctx, this.id, input)).key;
  }

  /** A success of the operator. */
  async operatorRequest(method: string, path: string, body?: unknown): Promise<Json> {
    const options = body === undefined ? {} : { body };
    const reply = await this.server.rest(method, `/organizations/${this.id}${path}`, options);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
    return reply.body;
  }

  async readMember(memberId: string): Promise<Member> {
    const member = await this.server.store.read.members.get(memberId);
    if (!member) throw new Error(`There is no member ${memberId}.`);
    return member;
  }
}

export function operatorContext(): Context {
  return {
    actor: { kind: 'operator', name: 'operator' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock: systemClock,
    log: silentLog,
  };
}

/** `403 permission.escalation`, `200` */
export function statusAndCode({ status, body }: Reply): string {
  const code = body?.code;
  return code === undefined ? String(status) : `${status} ${String(code)}`;
}

/** The roles of a member, in order. */
export function roleNamesOf({ grants }: Member): string[] {
  return grants.map(({ role }) => role).sort();
}
