import { afterAll, beforeAll } from '@jest/globals';
import {
  createDirectory,
  type Directory,
  type MappingSettings,
  type OrganizationSettings,
  type Preset,
  type Session,
} from '#core/index.js';
import { instant, newId, silentLog, UNLIMITED, type Clock, type Context } from '#kernel/index.js';
import { createProvisioning, type Provisioning } from '#provisioning/index.js';
import { loadSettings } from '#settings/index.js';
import { createRegistry, PROVIDER_LIMITS, type Registry } from '@muster/scim';
import type {
  Connection,
  Exchange,
  JournalLine,
  Member,
  Organization,
  Scope,
  Store,
} from '#store/index.js';
import type { Json } from './server.js';
import { oneOfEach, overStores, type StoreKind } from './stores.js';

/** A clock that stands still until it is told. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-03-01T12:00:00.000Z');
  now(): number {
    return this.#now;
  }
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Those that Muster ships. */
export const PRESETS = new Map(
  loadSettings({ env: {} }).presets.map((preset) => [preset.name, preset]),
);

export interface HouseOptions {
  readonly exchanges?: { readonly bodyBytes: number; readonly retentionDays: number };
  readonly live?: number;
  readonly registry?: Registry;
  /** beside those that Muster ships */
  readonly presets?: readonly Preset[];
  readonly organizations?: OrganizationSettings;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Json;
}

/** A connection spoken to without HTTP: token, engine, rules, database, exchange log. */
export class Side {
  constructor(
    readonly house: House,
    readonly organization: Organization,
    readonly connection: Connection,
    readonly token: string,
  ) {}

  /** `path` with its query; every request goes into the exchange log, as at the door. */
  async call(method: string, path: string, body?: unknown, ifMatch?: string): Promise<Reply> {
    const { ctx, directory } = this.house;
    const session = await directory.credentials.authenticate(ctx(), this.token);
    return this.callIn(session, method, path, { body, ...(ifMatch !== undefined && { ifMatch }) });
  }

  /** The same in a session that was opened before. */
  async callIn(
    session: Session,
    method: string,
    path: string,
    { body, ifMatch }: { body?: unknown; ifMatch?: string } = {},
  ): Promise<Reply> {
    const { provisioning } = this.house;
    const ctx = provisioning.begin(this.house.ctx(), session);
    const [bare = '', query = ''] = path.split('?');
    const parsed: unknown = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    const response = await provisioning.provider.handle(ctx, {
      method,
      path: bare,
      query: new URLSearchParams(query),
      body: parsed,
      baseUrl: `https://muster.example/scim/${this.connection.id}/v2`,
      ...(ifMatch !== undefined && { ifMatch }),
    });
    const { status, headers, body: text = '' } = response;
    provisioning.record(ctx, {
      method,
      path: bare,
      query,
      status,
      latencyMs: 1,
      ...(body !== undefined && { requestText: JSON.stringify(body) }),
      ...(text !== '' && { responseText: text }),
    });
    return { status, headers, text, body: (text === '' ? {} : JSON.parse(text)) as Json };
  }

  /** As many people as wanted, with what `seedPeople` gives them. */
  seed(count: number): Promise<string[]> {
    const place = { organizationId: this.organization.id, connectionId: this.connection.id };
    return seedPeople(this.house.store, place, count);
  }

  async user(userName: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const reply = await this.call('POST', '/Users', { schemas: [USER], userName, ...more });
    if (reply.status !== 201) throw new Error(`POST /Users gave ${reply.status}: ${reply.text}`);
    return String(reply.body['id']);
  }

  async group(displayName: string, ...members: string[]): Promise<string> {
    const body = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    const reply = await this.call('POST', '/Groups', body);
    if (reply.status !== 201) throw new Error(`POST /Groups gave ${reply.status}: ${reply.text}`);
    return String(reply.body['id']);
  }

  patch(path: string, ...Operations: unknown[]): Promise<Reply> {
    return this.call('PATCH', path, { schemas: [PATCH_OP], Operations });
  }

  join(groupId: string, ...ids: string[]): Promise<Reply> {
    const value = ids.map((id) => ({ value: id }));
    return this.patch(`/Groups/${groupId}`, { op: 'add', path: 'members', value });
  }

  leave(groupId: string, ...ids: string[]): Promise<Reply> {
    const value = ids.map((id) => ({ value: id }));
    return this.patch(`/Groups/${groupId}`, { op: 'remove', path: 'members', value });
  }

  /** Replaces the mappings and works out everybody's roles. */
  async map(
    mappings: MappingSettings['mappings'],
    more: Omit<MappingSettings, 'mappings'> = {},
  ): Promise<void> {
    const { ctx, directory } = this.house;
    const settings = { mappings, ...more };
    const { organization, connection } = this;
    await directory.groupMappings.replace(ctx(), organization.id, connection.id, settings);
    await directory.recomputation.run(ctx(), connection.id);
  }

  async memberOf(userId: string): Promise<Member> {
    const user = await this.house.store.read.scimUsers.get(userId);
    const member = user && (await this.house.store.read.members.get(user.memberId));
    if (!member) throw new Error(`The user ${userId} stands for nobody.`);
    return member;
  }

  async exchanges(): Promise<Exchange[]> {
    const { ctx, provisioning } = this.house;
    const { organization, connection } = this;
    const all: Exchange[] = [];
    let cursor: string | undefined;
    do {
      const page = await provisioning.exchanges.list(ctx(), organization.id, connection.id, {
        limit: 200,
        ...(cursor !== undefined && { cursor }),
      });
      all.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return all;
  }

  async lastExchange(): Promise<Exchange> {
    const last = (await this.exchanges()).at(-1);
    if (!last) throw new Error('No exchange was recorded.');
    return last;
  }
}

/** The whole house without its doors, over any store. */
export class House {
  readonly directory: Directory;
  readonly provisioning: Provisioning;

  constructor(
    readonly store: Store,
    readonly clock: FakeClock,
    options: HouseOptions = {},
  ) {
    const { exchanges, live = 10, registry = createRegistry(), organizations } = options;
    const more = options.presets?.map((preset) => [preset.name, preset] as const) ?? [];
    this.directory = createDirectory({
      store,
      presets: new Map([...PRESETS, ...more]),
      ...(organizations && { organizations }),
      linkKey: 'link-key-of-a-test',
      domains: { consumer: new Set(['gmail.com']), blocked: new Set(['blocked.example']) },
      credentials: { lifeDays: 365, live, accessSeconds: 3_600 },
    });
    this.provisioning = createProvisioning({
      store,
      directory: this.directory,
      registry,
      clock,
      log: silentLog,
      limits: PROVIDER_LIMITS,
      cursorKey: 'cursor-key-of-a-test',
      exchanges: exchanges ?? { bodyBytes: 65_536, retentionDays: 90 },
    });
  }

  ctx = (): Context => ({
    actor: { kind: 'operator', name: 'operator' },
    authority: UNLIMITED,
    traceId: newId(),
    clock: this.clock,
    log: silentLog,
  });

  /** The same connection, spoken to through this house. */
  visit(side: Side): Side {
    return new Side(this, side.organization, side.connection, side.token);
  }

  /** A fresh organization with an owner of its own, unless told otherwise. */
  organization(owner: { email: string; name: string } | null = OWNER): Promise<Organization> {
    const input = { name: 'Example', slug: `example-${newId()}`, ...(owner && { owner }) };
    return this.directory.organizations.create(this.ctx(), input);
  }

  async side(
    organization?: Organization,
    compatibility: 'lenient' | 'strict' = 'lenient',
    scopes?: readonly Scope[],
  ): Promise<Side> {
    const home = organization ?? (await this.organization());
    const { connections, credentials } = this.directory;
    const input = { kind: 'scim', name: 'Directory', compatibility } as const;
    const connection = await connections.create(this.ctx(), home.id, input);
    const { token } = await credentials.create(this.ctx(), home.id, connection.id, {
      kind: 'token',
      ...(scopes && { scopes }),
    });
    return new Side(this, home, connection, token);
  }

  async members(organizationId: string): Promise<readonly Member[]> {
    const members: Member[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
      const page = await this.directory.members.list(this.ctx(), organizationId, query);
      members.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return members;
  }

  async journal(organizationId: string): Promise<readonly JournalLine[]> {
    const lines: JournalLine[] = [];
    for (let after = 0; ; after = lines.length) {
      const query = { limit: 200, after };
      const page = await this.directory.journal.list(this.ctx(), organizationId, query);
      lines.push(...page.items);
      if (page.next === undefined) return lines;
    }
  }

  async close(): Promise<void> {
    await this.provisioning.close();
    await this.directory.credentials.settle();
    await this.directory.apiKeys.settle();
  }
}

export const OWNER = { email: 'owner@example.com', name: 'Owner' };

export interface Place {
  readonly organizationId: string;
  readonly connectionId: string;
}

/** Many people of a connection, written straight into the database: what they are, not how they came, is what matters. */
export async function seedPeople(
  store: Store,
  { organizationId, connectionId }: Place,
  count: number,
): Promise<string[]> {
  const now = instant(Date.parse('2026-03-01T12:00:00.000Z'));
  const stamp = { version: 1, createdAt: now, updatedAt: now, organizationId };
  const ids: string[] = [];
  for (let from = 0; from < count; from += 500) {
    const some = Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
      id: newId(),
      memberId: newId(),
      email: `person-${from + index}@example.com`,
    }));
    await store.transaction(organizationId, async (tx) => {
      await tx.members.insertMissing(
        some.map(({ memberId, email }) => ({
          id: memberId,
          ...stamp,
          status: 'active',
          source: 'scim',
          name: email,
          email,
          nameKey: email,
          emailKey: email,
          grants: [],
          standing: 'none',
        })),
      );
      await tx.scimUsers.insertMissing(
        some.map(({ id, memberId, email }) => ({
          id,
          ...stamp,
          connectionId,
          memberId,
          userNameKey: email,
          active: true,
          attributes: { userName: email, active: true },
          extensions: {},
        })),
      );
      await tx.tallies.adjust(`users:${connectionId}`, some.length);
    });
    ids.push(...some.map(({ id }) => id));
  }
  return ids;
}

/**
 * The engine that stands in for MongoDB answers a race for one unique key with "deadlock detected" (code 2, no label) now and then,
 * where MongoDB says WriteConflict and the adapter thinks again. Waived here by name: the work is begun anew.
 */
export async function pastEngineDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20 || !(error instanceof Error)) throw error;
      if (error.message !== 'deadlock detected') throw error;
    }
  }
}

/** Roles with where they come from, as short texts: `admin by group`. */
export function rolesOf(member: Member): string[] {
  return member.grants.map(({ role, source }) => `${role} by ${source.kind}`).sort();
}

export interface Neighbourhood {
  readonly kind: StoreKind;
  /**
   * A second house over the same data, as another process would have. In a database that lives in memory there is none, and it is
   * the same house again.
   */
  second(): Promise<House>;
}

/**
 * One describe for each kind of database, with one house for all of its tests: they take an organization each. SQLite on file is
 * left to the contract suite.
 */
export function overHouses(
  title: string,
  body: (house: () => House, around: Neighbourhood) => void,
  options: HouseOptions = {},
): void {
  overStores(
    title,
    (kind) => {
      const clock = new FakeClock();
      let opened: Awaited<ReturnType<StoreKind['open']>>;
      let house: House;
      const more: { house: House; store: Store }[] = [];
      beforeAll(async () => {
        opened = await kind.open({ clock });
        house = new House(opened.store, clock, options);
      });
      afterAll(async () => {
        await house.close();
        for (const one of more) {
          await one.house.close();
          await one.store.close();
        }
        await opened.close();
      });
      const second = async (): Promise<House> => {
        if (!kind.durable) return house;
        const store = await opened.second();
        more.push({ store, house: new House(store, clock, options) });
        return more.at(-1)?.house ?? house;
      };
      body(() => house, { kind, second });
    },
    oneOfEach,
  );
}
