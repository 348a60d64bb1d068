import type { Provisioning } from '#provisioning/index.js';
import type { Core } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { DemoPerson } from './people.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const USER_AGENT = 'Okta SCIM Client 1.0.0';

export interface DirectoryDeps {
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly ctx: () => Context;
}

/** An identity provider that speaks SCIM to one connection, as over HTTP: with a token, and with lines in the provisioning log. */
export class DemoDirectory {
  constructor(
    private readonly deps: DirectoryDeps,
    private readonly connectionId: string,
    private readonly token: string,
  ) {}

  /** @returns the id of the user */
  addUser(person: DemoPerson): Promise<string> {
    const { firstName, lastName, name, email, title, department, locale } = person;
    return this.#create('/Users', {
      schemas: [USER, ENTERPRISE],
      userName: email,
      externalId: `00u-${email.split('@', 1)[0] ?? ''}`,
      name: { givenName: firstName, familyName: lastName, formatted: name },
      displayName: name,
      emails: [{ value: email, type: 'work', primary: true }],
      title,
      locale,
      active: true,
      [ENTERPRISE]: { department },
    });
  }

  /** @returns the id of the group */
  addGroup(displayName: string): Promise<string> {
    return this.#create('/Groups', { schemas: [GROUP], displayName, members: [] });
  }

  async addToGroup(groupId: string, userId: string): Promise<void> {
    const operations = [{ op: 'add', path: 'members', value: [{ value: userId }] }];
    await this.#patch(`/Groups/${groupId}`, operations);
  }

  async setTitle(userId: string, title: string): Promise<void> {
    await this.#patch(`/Users/${userId}`, [{ op: 'replace', path: 'title', value: title }]);
  }

  /** What a provider does when a person leaves the company. */
  async deactivate(userId: string): Promise<void> {
    await this.#patch(`/Users/${userId}`, [{ op: 'replace', value: { active: false } }]);
  }

  #patch(path: string, operations: readonly object[]): Promise<string> {
    return this.#call('PATCH', path, { schemas: [PATCH_OP], Operations: operations });
  }

  async #create(path: string, body: object): Promise<string> {
    const { id } = JSON.parse(await this.#call('POST', path, body)) as { id: string };
    return id;
  }

  async #call(method: string, path: string, body: object): Promise<string> {
    const { core, provisioning } = this.deps;
    const session = await core.credentials.authenticate(this.deps.ctx(), this.token);
    const ctx = provisioning.startExchange(this.deps.ctx(), session, USER_AGENT);
    const response = await provisioning.provider.handle(ctx, {
      method,
      path,
      query: new URLSearchParams(),
      body,
      baseUrl: `https://muster.example.com/scim/${this.connectionId}/v2`,
    });
    const { status, body: written = '' } = response;
    const pieces = typeof written === 'string' ? [written] : written;
    const text = pieces.map((piece) => Buffer.from(piece).toString()).join('');
    provisioning.record(ctx, {
      method,
      path,
      query: '',
      status,
      latencyMs: 12,
      requestText: JSON.stringify(body),
      ...(text !== '' && { responseText: text }),
    });
    if (status < 300) return text;
    throw new Error(`${method} ${path} of the example directory was answered ${status}: ${text}`);
  }
}
