import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, MusterError, type MusterClient } from '@muster/client';
import { BASE_PATH } from '#api/index.js';
import { newId } from '#kernel/index.js';
import { checkAgainstContract } from '../kit/contract.js';
import { PICTURE } from '../kit/example-makers.js';
import { FakeClock } from '../kit/application.js';
import type { ServerOptions, TestServer } from '../kit/server.js';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Of the servers of this file's tests; it stands still until a test moves it on. */
export const clock = new FakeClock();

/** How a product runs Muster: mails become files in a folder that is thrown away. */
export function serverOptions(settings: Readonly<Record<string, unknown>> = {}): ServerOptions {
  const folder = mkdtempSync(join(tmpdir(), 'muster-seeds-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { clock, settings: { mail: { folder }, ...settings } };
}

/** A member of an organization, as the host application knows them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export const newAddress = (): string => `user-${newId().slice(-12)}@example.com`;

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
    fetch: checkedFetch,
    ...(actingMember !== undefined && { actingMember }),
  });
}

const checkedFetch: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const { pathname, search } = new URL(String(input));
  const { status } = answer;
  const text = await answer.clone().text();
  const method = init?.method ?? 'GET';
  checkAgainstContract({ method, path: `${pathname}${search}`, status, text });
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
    readonly founder: Person,
  ) {}

  /** A new organization, with an API key that may everything which its preset knows. */
  static async open(server: TestServer, preset: string, plan?: string): Promise<Company> {
    const operator = clientOf(server, server.operatorKey);
    const owner = { email: newAddress(), name: 'First One' };
    const { id } = await operator.createOrganization({
      body: { name: 'Example', preset, owner, ...(plan !== undefined && { plan }) },
    });
    const { items } = await operator.listMembers({ params: { organizationId: id } });
    return Company.existing(server, id, { ...owner, id: items[0]?.id ?? '' });
  }

  /** An organization that is there already. */
  static async existing(server: TestServer, id: string, founder: Person): Promise<Company> {
    const operator = clientOf(server, server.operatorKey);
    const params = { organizationId: id };
    const areas = await operator.listPermissions({ params });
    const scopes = areas.items.map(({ area }) => `${area}:write`);
    const { key = '' } = await operator.createApiKey({ params, body: { name: 'Host', scopes } });
    return new Company(server, operator, id, key, founder);
  }

  get params(): { readonly params: { readonly organizationId: string } } {
    return { params: { organizationId: this.id } };
  }

  memberParams({ id }: Pick<Person, 'id'>): {
    readonly params: { readonly organizationId: string; readonly memberId: string };
  } {
    return { params: { organizationId: this.id, memberId: id } };
  }

  /** An invitation of this organization. */
  invitationParams(invitationId: string): {
    readonly params: { readonly organizationId: string; readonly invitationId: string };
  } {
    return { params: { organizationId: this.id, invitationId } };
  }

  /** The host application for nobody in particular. */
  get host(): MusterClient {
    return clientOf(this.server, this.key);
  }

  /** The host application for a member. */
  as({ id }: Pick<Person, 'id'>): MusterClient {
    return clientOf(this.server, this.key, id);
  }

  /** The member's own picture; resolves to its path. */
  async uploadPicture({ id }: Pick<Person, 'id'>): Promise<string> {
    const path = `${BASE_PATH}/organizations/${this.id}/members/${id}/avatar`;
    const headers = {
      authorization: `Bearer ${this.key}`,
      'muster-acting-member': id,
      'content-type': 'image/png',
    };
    const reply = await fetch(this.server.url + path, { method: 'PUT', headers, body: PICTURE });
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return path;
  }

  get first(): MusterClient {
    return this.as(this.founder);
  }

  /** Somebody whom the founder invited by link and who accepted. */
  async join(...roles: string[]): Promise<Person> {
    return this.admit({ roles });
  }

  async admit(
    promises: Partial<Parameters<MusterClient['createInvitation']>[0]['body']> = {},
  ): Promise<Person> {
    const { token, email } = await this.link(promises);
    return this.accept(token, email);
  }

  /** An invitation that no mail brings. */
  async link(
    promises: Partial<Parameters<MusterClient['createInvitation']>[0]['body']> = {},
  ): Promise<{ readonly id: string; readonly token: string; readonly email: string }> {
    const body = { email: newAddress(), send: false, ...promises };
    const { id, token = '' } = await this.first.createInvitation({
      ...this.params,
      body,
    });
    return { id, token, email: body.email };
  }

  /** As whoever is signed in with that verified address and clicks on "Join". */
  async accept(token: string, email: string, name = 'User One'): Promise<Person> {
    const body = { token, email, name, emailVerified: true, explicit: true } as const;
    const { memberId } = await this.operator.acceptInvitation({ body });
    return { id: memberId, email, name };
  }

  /** A bulk task when it is over. */
  async finished(taskId: string): Promise<{ succeeded: number; failed: number }> {
    const params = { organizationId: this.id, taskId };
    const read = () => this.operator.getTask({ params });
    return waitUntil(read, ({ status }) => status === 'done');
  }

  /** Half a minute later, when one Save is over, sends what is due; then names the mails to an address, sorted. */
  async mailsTo(email: string): Promise<string[]> {
    clock.advance(30_000);
    await this.server.composed.jobs.runNow('send-mail');
    const { items } = await this.operator.listMails({
      ...this.params,
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

  /** `email status` of everybody on the list, people who left too, sorted. */
  async roster(): Promise<string[]> {
    const { items } = await this.operator.listMembers({
      ...this.params,
      query: { limit: 200, state: 'active,suspended,left,pending' },
    });
    return items.map(({ email, status }) => `${email ?? ''} ${status}`).sort();
  }

  /** What a member may, through a key that may everything. */
  async permissionsOf(somebody: Person): Promise<readonly string[]> {
    return (await this.as(somebody).getMe(this.params)).permissions;
  }

  async rolesOf(somebody: Person): Promise<readonly string[]> {
    return (await this.operator.getMember(this.memberParams(somebody))).roles;
  }

  async product(seats: number, name = 'Editor'): Promise<string> {
    const body = { key: `p-${newId().slice(-12)}`, name, seats };
    return (await this.operator.createProduct({ ...this.params, body })).id;
  }

  async space(name: string): Promise<string> {
    return (await this.operator.createSpace({ ...this.params, body: { name } })).id;
  }

  /** `product status` of the seats of a member, sorted. */
  async seatsOf(somebody: Person): Promise<string[]> {
    const { items } = await this.operator.listMemberSeats(this.memberParams(somebody));
    return items.map(({ productName, status }) => `${productName} ${status}`).sort();
  }
}

/** Reads again until it is as wanted: what the server does in the background begins at once. */
export async function waitUntil<T>(
  read: () => Promise<T>,
  isWanted: (found: T) => boolean,
): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const found = await read();
    if (isWanted(found)) return found;
    if (performance.now() > end) throw new Error(`It stays ${JSON.stringify(found)}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** `403 permission.missing`: how the server said no. Anything else that happens fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MusterError) return `${error.status} ${error.code}`;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The same for several requests, each of which must be refused; the answers without repetitions. */
export async function refusalsOf(...work: Promise<unknown>[]): Promise<string[]> {
  return [...new Set(await Promise.all(work.map(refusalOf)))];
}

/** The fields that a refusal names, with what is wrong. */
export async function fieldsOf(work: Promise<unknown>): Promise<string[]> {
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

export const PERMISSION_MISSING = '403 permission.missing';
