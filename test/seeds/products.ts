import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, MusterError, type MusterClient } from '@muster/client';
import { newId } from '#kernel/index.js';
import { holdAgainstContract } from '../kit/contract.js';
import { FakeClock } from '../kit/house.js';
import type { ServerOptions, TestServer } from '../kit/server.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** Of the servers of this file's tests; it stands still until a test moves it on. */
export const clock = new FakeClock();

/** How a product runs Muster: mails become files in a folder that is thrown away. */
export function served(settings: Readonly<Record<string, unknown>> = {}): ServerOptions {
  const folder = mkdtempSync(join(tmpdir(), 'muster-seeds-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { clock, settings: { mail: { folder }, ...settings } };
}

/** A member of an organization, as the host application knows them. */
export interface Somebody {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export const anAddress = (): string => `user-${newId().slice(-12)}@example.com`;

/** The typed client; every answer must be one that the contract promises. Nothing is tried again. */
export function clientOf(
  { url }: Pick<TestServer, 'url'>,
  key: string,
  actingMember?: string,
): MusterClient {
  return createClient({
    url,
    key,
    retries: 0,
    fetch: held,
    ...(actingMember !== undefined && { actingMember }),
  });
}

const held: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const { pathname, search } = new URL(String(input));
  const { status } = answer;
  const text = await answer.clone().text();
  const method = init?.method ?? 'GET';
  holdAgainstContract({ method, path: `${pathname}${search}`, status, text });
  return answer;
};

/** What the host application has of one customer: its API key, and people for whom it speaks. */
export class Company {
  private constructor(
    readonly server: TestServer,
    readonly operator: MusterClient,
    readonly id: string,
    readonly key: string,
    /** the first owner, or administrator where the preset has no owners */
    readonly founder: Somebody,
  ) {}

  /** A new organization, with an API key that may everything which its preset knows. */
  static async open(server: TestServer, preset: string, plan?: string): Promise<Company> {
    const operator = clientOf(server, server.operatorKey);
    const owner = { email: anAddress(), name: 'First One' };
    const { id } = await operator.createOrganization({
      body: { name: 'Example', preset, owner, ...(plan !== undefined && { plan }) },
    });
    const { items } = await operator.listMembers({ params: { organizationId: id } });
    return Company.known(server, id, { ...owner, id: items[0]?.id ?? '' });
  }

  /** An organization that is there already. */
  static async known(server: TestServer, id: string, founder: Somebody): Promise<Company> {
    const operator = clientOf(server, server.operatorKey);
    const params = { organizationId: id };
    const areas = await operator.listPermissions({ params });
    const scopes = areas.items.map(({ area }) => `${area}:write`);
    const { key = '' } = await operator.createApiKey({ params, body: { name: 'Host', scopes } });
    return new Company(server, operator, id, key, founder);
  }

  get here(): { readonly params: { readonly organizationId: string } } {
    return { params: { organizationId: this.id } };
  }

  at({ id }: Pick<Somebody, 'id'>): {
    readonly params: { readonly organizationId: string; readonly memberId: string };
  } {
    return { params: { organizationId: this.id, memberId: id } };
  }

  /** An invitation of this organization. */
  on(invitationId: string): {
    readonly params: { readonly organizationId: string; readonly invitationId: string };
  } {
    return { params: { organizationId: this.id, invitationId } };
  }

  /** The host application for nobody in particular. */
  get host(): MusterClient {
    return clientOf(this.server, this.key);
  }

  /** The host application for a member. */
  as({ id }: Pick<Somebody, 'id'>): MusterClient {
    return clientOf(this.server, this.key, id);
  }

  get first(): MusterClient {
    return this.as(this.founder);
  }

  /** Somebody whom the founder invited by link and who accepted. */
  async join(...roles: string[]): Promise<Somebody> {
    return this.admit({ roles });
  }

  async admit(
    gifts: Partial<Parameters<MusterClient['createInvitation']>[0]['body']> = {},
  ): Promise<Somebody> {
    const { token, email } = await this.link(gifts);
    return this.accept(token, email);
  }

  /** An invitation that no mail brings. */
  async link(
    gifts: Partial<Parameters<MusterClient['createInvitation']>[0]['body']> = {},
  ): Promise<{ readonly id: string; readonly token: string; readonly email: string }> {
    const body = { email: anAddress(), send: false, ...gifts };
    const { id, token = '' } = await this.first.createInvitation({ ...this.here, body });
    return { id, token, email: body.email };
  }

  /** As whoever is signed in with that verified address and clicks on "Join". */
  async accept(token: string, email: string, name = 'User One'): Promise<Somebody> {
    const body = { token, email, name, emailVerified: true, explicit: true } as const;
    const { memberId } = await this.operator.acceptInvitation({ body });
    return { id: memberId, email, name };
  }

  /** A bulk task when it is over. */
  async finished(taskId: string): Promise<{ succeeded: number; failed: number }> {
    const params = { organizationId: this.id, taskId };
    const read = () => this.operator.getTask({ params });
    return until(read, ({ status }) => status === 'done');
  }

  /** Sends what is due; then names the mails to an address, sorted. */
  async mailsTo(email: string): Promise<string[]> {
    await this.server.composed.jobs.runNow('send-mail');
    const { items } = await this.operator.listMails({
      ...this.here,
      query: { to: email, limit: 200 },
    });
    return items.map(({ template }) => template).sort();
  }

  /** Names of what was mailed because of `work`, beside what had been mailed before. */
  async mailed(email: string, work: () => Promise<unknown>): Promise<string[]> {
    const before = await this.mailsTo(email);
    await work();
    const after = await this.mailsTo(email);
    for (const one of before) after.splice(after.indexOf(one), 1);
    return after;
  }

  /** `email status` of everybody on the list, sorted. */
  async roster(): Promise<string[]> {
    const { items } = await this.operator.listMembers({ ...this.here, query: { limit: 200 } });
    return items.map(({ email, status }) => `${email ?? ''} ${status}`).sort();
  }

  /** What a member may, through a key that may everything. */
  async permissionsOf(somebody: Somebody): Promise<readonly string[]> {
    return (await this.as(somebody).getMe(this.here)).permissions;
  }

  async rolesOf(somebody: Somebody): Promise<readonly string[]> {
    return (await this.operator.getMember(this.at(somebody))).roles;
  }

  async product(seats: number, name = 'Editor'): Promise<string> {
    const body = { key: `p-${newId().slice(-12)}`, name, seats };
    return (await this.operator.createProduct({ ...this.here, body })).id;
  }

  async space(name: string): Promise<string> {
    return (await this.operator.createSpace({ ...this.here, body: { name } })).id;
  }

  /** `product status` of the seats of a member, sorted. */
  async seatsOf(somebody: Somebody): Promise<string[]> {
    const { items } = await this.operator.listMemberSeats(this.at(somebody));
    return items.map(({ productName, status }) => `${productName} ${status}`).sort();
  }
}

/** Reads again until it is as wanted: what the server does in the background begins at once. */
export async function until<T>(
  read: () => Promise<T>,
  isWanted: (found: T) => boolean,
): Promise<T> {
  const end = performance.now() + 25_000;
  for (;;) {
    const found = await read();
    if (isWanted(found)) return found;
    if (performance.now() > end) throw new Error(`It stays ${JSON.stringify(found)}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** `403 permission.missing`: how the server said no. Anything else that happens fails the test. */
export async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MusterError) return `${error.status} ${error.code}`;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The same for several requests, each of which must be refused; the answers without repetitions. */
export async function allRefused(...work: Promise<unknown>[]): Promise<string[]> {
  return [...new Set(await Promise.all(work.map(refused)))];
}

/** The fields that a refusal names, with what is wrong. */
export async function fieldsRefused(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MusterError && error.code === 'request.invalid') {
      return error.problem.errors?.map(({ field }) => field) ?? [];
    }
    throw error;
  }
  throw new Error('It was not refused.');
}

export const NO = '403 permission.missing';
