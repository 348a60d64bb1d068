import { afterAll, beforeAll } from '@jest/globals';
import {
  createCore,
  type Core,
  type MappingRequest,
  type OrganizationSettings,
  type Preset,
  type Session,
} from '#core/index.js';
import {
  noTracer,
  instant,
  newId,
  silentLog,
  FULL_AUTHORITY,
  type Clock,
  type Context,
} from '#kernel/index.js';
import {
  createNotificationListener,
  createNotifications,
  eraseInbox,
  eraseMailsOfEntries,
  eraseMailsTo,
  eraseNoticesOfEntries,
  type MailSettings,
  type Notifications,
} from '#notifications/index.js';
import {
  createProvisioning,
  eraseDirectoryUsers,
  eraseExchanges,
  type ExchangeOptions,
  type Provisioning,
} from '#provisioning/index.js';
import { loadSettings } from '#settings/index.js';
import { eraseAttempts, eraseIdentities } from '#sign-in/index.js';
import { bodyText, createRegistry, PROVIDER_LIMITS, type Registry } from '@muster/scim';
import type {
  Connection,
  Exchange,
  JournalEntry,
  Member,
  Organization,
  Scope,
  Store,
} from '#store/index.js';
import { wakingStore } from '#store/index.js';
import { createCatalogueCheck } from './event-catalogue.js';
import type { Json } from './server.js';
import { watchCalls, type WatchedCalls } from './open-transactions.js';
import { oneKindPerDatabase, overStores, type StoreKind } from './stores.js';
import { shippedTexts } from './texts.js';
import { SIGNING_KEYS } from './signing-keys.js';

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

const MAIL_SETTINGS: MailSettings = {
  from: 'Muster <muster@muster.example>',
  folder: 'unused',
  perAddressHour: 10,
  giveUpDays: 5,
  retentionDays: 90,
};

const EXCHANGES: ExchangeOptions = {
  bodyBytes: 65_536,
  retentionDays: 90,
  rowsPerConnection: 250_000,
  bytesPerConnection: 536_870_912,
};

export interface TestApplicationOptions {
  readonly exchanges?: Partial<ExchangeOptions>;
  readonly maxLiveCredentials?: number;
  readonly registry?: Registry;
  /** beside those that Muster ships */
  readonly presets?: readonly Preset[];
  readonly organizations?: OrganizationSettings;
  /** for what no database sees: one of them is enough */
  readonly onOneDatabase?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Json;
}

/** A connection spoken to without HTTP: token, engine, rules, database, exchange log. */
export class ScimConnection {
  constructor(
    readonly house: TestApplication,
    readonly organization: Organization,
    readonly connection: Connection,
    readonly token: string,
  ) {}

  /** `path` with its query; every request goes into the exchange log, as at the door. */
  async call(method: string, path: string, body?: unknown, ifMatch?: string): Promise<Reply> {
    const { ctx, core } = this.house;
    const session = await core.credentials.authenticate(ctx(), this.token);
    return this.callInSession(session, method, path, {
      body,
      ...(ifMatch !== undefined && { ifMatch }),
    });
  }

  /** The same in a session that was opened before. */
  async callInSession(
    session: Session,
    method: string,
    path: string,
    { body, ifMatch }: { body?: unknown; ifMatch?: string } = {},
  ): Promise<Reply> {
    const { provisioning } = this.house;
    const ctx = provisioning.startExchange(this.house.ctx(), session);
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
    const { status, headers, body: written = '' } = response;
    const text = bodyText(written);
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
  seedUsers(count: number): Promise<string[]> {
    const ids = { organizationId: this.organization.id, connectionId: this.connection.id };
    return seedUsers(this.house.store, ids, count);
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
  async mapGroups(
    mappings: MappingRequest['mappings'],
    more: Omit<MappingRequest, 'mappings'> = {},
  ): Promise<void> {
    const { ctx, core } = this.house;
    const settings = { mappings, ...more };
    const { organization, connection } = this;
    await core.groupMappings.replace(ctx(), organization.id, connection.id, settings);
    await core.recomputation.run(ctx(), connection.id);
  }

  async memberOf(userId: string): Promise<Member> {
    const user = await this.house.store.read.scimUsers.get(userId);
    const member = user && (await this.house.store.read.members.get(user.memberId));
    if (!member) throw new Error(`The user ${userId} stands for nobody.`);
    return member;
  }

  /** Oldest first. */
  async exchanges(): Promise<Exchange[]> {
    const { ctx, provisioning } = this.house;
    const { organization, connection } = this;
    const all: Exchange[] = [];
    let cursor: string | undefined;
    do {
      const page = await provisioning.exchanges.list(ctx(), organization.id, connection.id, {
        limit: 200,
        order: 'asc',
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
export class TestApplication {
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly catalogue = createCatalogueCheck();
  #notifications: Notifications | undefined;
  /** how often a commit asked for mail to be sent */
  wakes = 0;

  /** as main.ts composes it: what is queued wakes its job */
  readonly store: Store;

  constructor(
    database: Store,
    readonly clock: FakeClock,
    options: TestApplicationOptions = {},
  ) {
    const store = wakingStore(database, clock, {
      mail: () => (this.wakes += 1),
      task: () => undefined,
      erasure: () => undefined,
      group: () => undefined,
      code: () => undefined,
      event: () => undefined,
    });
    this.store = store;
    const {
      exchanges,
      maxLiveCredentials = 10,
      registry = createRegistry(),
      organizations,
    } = options;
    const more = options.presets?.map((preset) => [preset.name, preset] as const) ?? [];
    this.core = createCore({
      store,
      presets: new Map([...PRESETS, ...more]),
      ...(organizations && { organizations }),
      listeners: [this.catalogue.listener, createNotificationListener()],
      signingKeys: SIGNING_KEYS,
      erasers: {
        records: [
          eraseMailsTo,
          eraseInbox,
          eraseIdentities,
          eraseDirectoryUsers,
          eraseExchanges,
          eraseAttempts,
        ],
        entries: [eraseMailsOfEntries, eraseNoticesOfEntries],
        ofAccount: [eraseMailsOfEntries],
      },
      domains: { consumer: new Set(['gmail.com']), blocked: new Set(['blocked.example']) },
      credentials: { lifeDays: 365, live: maxLiveCredentials, accessSeconds: 3_600 },
    });
    this.provisioning = createProvisioning({
      store,
      core: this.core,
      registry,
      clock,
      log: silentLog,
      limits: PROVIDER_LIMITS,
      exchanges: { ...EXCHANGES, ...exchanges },
    });
  }

  get notifications(): Notifications {
    return (this.#notifications ??= this.notificationsWith({}));
  }

  /** Another service over the same outbox, with settings of its own. */
  notificationsWith(settings: Partial<MailSettings>): Notifications {
    return createNotifications({
      core: this.core,
      texts: shippedTexts().mails,
      settings: { ...MAIL_SETTINGS, ...settings },
      tracer: noTracer,
      baseUrl: () => 'https://muster.example',
    });
  }

  ctx = (): Context => ({
    actor: { kind: 'operator', name: 'operator' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock: this.clock,
    log: silentLog,
  });

  /** The same connection, spoken to through this house. */
  attach(scim: ScimConnection): ScimConnection {
    return new ScimConnection(this, scim.organization, scim.connection, scim.token);
  }

  /** A fresh organization with an owner of its own, unless told otherwise. */
  organization(owner: { email: string; name: string } | null = OWNER): Promise<Organization> {
    const input = { name: 'Example', slug: `example-${newId()}`, ...(owner && { owner }) };
    return this.core.organizations.create(this.ctx(), input);
  }

  async scimConnection(
    organization?: Organization,
    compatibility: 'lenient' | 'strict' = 'lenient',
    scopes?: readonly Scope[],
  ): Promise<ScimConnection> {
    const owner = organization ?? (await this.organization());
    const { connections, credentials } = this.core;
    const input = { kind: 'scim', name: 'Directory', compatibility } as const;
    const connection = await connections.create(this.ctx(), owner.id, input);
    const { token } = await credentials.create(this.ctx(), owner.id, connection.id, {
      kind: 'token',
      ...(scopes && { scopes }),
    });
    return new ScimConnection(this, owner, connection, token);
  }

  async members(organizationId: string): Promise<readonly Member[]> {
    const members: Member[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
      const page = await this.core.members.list(this.ctx(), organizationId, query);
      members.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return members;
  }

  async journal(organizationId: string): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (let after = 0; ; after = entries.length) {
      const query = { limit: 200, after };
      const page = await this.core.journal.list(this.ctx(), organizationId, query);
      entries.push(...page.items);
      if (page.next === undefined) return entries;
    }
  }

  async close(): Promise<void> {
    await this.provisioning.close();
    await this.core.credentials.settle();
    await this.core.apiKeys.settle();
  }
}

export const OWNER = { email: 'owner@example.com', name: 'Owner' };

export interface ConnectionIds {
  readonly organizationId: string;
  readonly connectionId: string;
}

/** Many people of a connection, written straight into the database: what they are, not how they came, is what matters. */
export async function seedUsers(
  store: Store,
  { organizationId, connectionId }: ConnectionIds,
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
export async function retryEngineDeadlocks<T>(work: () => Promise<T>): Promise<T> {
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

export interface SuiteEnvironment {
  readonly kind: StoreKind;
  /**
   * A second house over the same data, as another process would have. In a database that lives in memory there is none, and it is
   * the same house again.
   */
  secondApplication(): Promise<TestApplication>;
}

/**
 * One describe for each kind of database, with one house for all of its tests: they take an organization each. SQLite on file is
 * left to the contract suite.
 */
export function overApplications(
  title: string,
  body: (app: () => TestApplication, environment: SuiteEnvironment) => void,
  options: TestApplicationOptions = {},
): void {
  overStores(
    title,
    (kind) => {
      const clock = new FakeClock();
      let opened: Awaited<ReturnType<StoreKind['open']>>;
      let app: TestApplication;
      let calls: WatchedCalls;
      const others: { house: TestApplication; store: Store }[] = [];
      beforeAll(async () => {
        opened = await kind.open({ clock });
        calls = watchCalls(opened.store);
        app = new TestApplication(opened.store, clock, options);
      });
      afterAll(async () => {
        await app.close();
        for (const one of others) {
          await one.house.close();
          await one.store.close();
        }
        await opened.close();
        calls.stop();
        calls.expectNone();
        for (const { catalogue } of [app, ...others.map(({ house }) => house)]) {
          catalogue.requireHeld();
        }
      });
      const secondApplication = async (): Promise<TestApplication> => {
        if (!kind.durable) return app;
        const store = await opened.openSecond();
        others.push({ store, house: new TestApplication(store, clock, options) });
        return others.at(-1)?.house ?? app;
      };
      body(() => app, { kind, secondApplication });
    },
    options.onOneDatabase === true ? oneKindPerDatabase.slice(0, 1) : oneKindPerDatabase,
  );
}
