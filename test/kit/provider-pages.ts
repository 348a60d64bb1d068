import {
  FULL_AUTHORITY,
  instant,
  newId,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';
import type { TestBrowser, TestPage } from './browsers.js';
import {
  readRequest,
  signXml,
  type MetadataOptions,
  type ReceivedRequest,
  type SamlProviderKit,
} from './saml-provider.js';
import type { TestServer } from './server.js';

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newTraceId(),
  clock: systemClock,
  log: silentLog,
});

export interface ConnectedCompany {
  /** of the organization */
  readonly id: string;
  readonly connectionId: string;
}

/** What a person with a browser and a provider's page do, over HTTP and without scripts. */
export class ProviderPages {
  constructor(
    readonly server: TestServer,
    readonly provider: SamlProviderKit,
  ) {}

  acsOf(connectionId: string): string {
    return `${this.server.home}/saml/${connectionId}/acs`;
  }

  sloOf(connectionId: string): string {
    return `${this.server.home}/saml/${connectionId}/slo`;
  }

  metadataOf(connectionId: string): string {
    return `${this.server.home}/saml/${connectionId}/metadata`;
  }

  /** An organization that has proved the domain, with its connection. */
  async connect(
    domain: string,
    change: Partial<SamlConnection> = {},
    metadata?: MetadataOptions,
  ): Promise<ConnectedCompany> {
    const { core, store } = this.server;
    const slug = domain.replace('.', '-');
    const { id } = await core.organizations.create(ctx(), { name: domain, slug });
    const claimed = await core.domains.add(ctx(), id, domain);
    const proved = {
      status: 'verified',
      verifiedKey: domain,
      verifiedBy: 'dns',
      verifiedAt: instant(Date.now()),
    } as const;
    await store.transaction(id, (tx) =>
      tx.domains.update({ ...claimed, ...proved, version: claimed.version + 1 }),
    );
    const named = { name: `Login of ${domain}`, ...change };
    const connectionId = await this.addConnection(id, named, metadata);
    return { id, connectionId };
  }

  /** A connection to the provider, tested and active unless it is said to be disabled. Returns its id. */
  async addConnection(
    organizationId: string,
    { name = 'Provider', ...change }: Partial<SamlConnection>,
    metadata?: MetadataOptions,
  ): Promise<string> {
    const { core, composed, store, home } = this.server;
    const given = await composed.signIn.saml.readMetadata(this.provider.metadata(metadata));
    const at = instant(Date.now());
    const { id } = await core.connections.create(ctx(), organizationId, {
      kind: 'saml',
      name,
      issuedFor: home,
      given: { ...given, metadata: { kind: 'document', givenAt: at } },
      names: { email: 'email' },
    });
    const { status = 'active' } = change;
    await store.transaction(organizationId, async (tx) => {
      const kept = await tx.connections.get(id);
      if (kept?.kind !== 'saml') throw new Error('The connection is gone.');
      const tested = { configuration: kept.configuration, at };
      const after = { ...kept, ...change, status, version: kept.version + 1 };
      await tx.connections.update({ ...after, ...(status === 'active' && { tested }) });
    });
    return id;
  }

  /** The request that the page leads to, and the provider's answer to it. */
  async answerOf(page: TestPage, subject: string, email: string) {
    const url = page.links.get('Continue') ?? '';
    const request = readRequest({ binding: 'redirect', url });
    const attributes = { email: [email], colour: ['red', 'green'] };
    const form = await this.provider.respond(request, { now: Date.now(), subject, attributes });
    return { request, form };
  }

  /** As the provider's page posts it: from another site, and without a cookie. */
  post(
    browser: TestBrowser,
    { acs }: Pick<ReceivedRequest, 'acs'>,
    form: object,
    origin = 'https://idp.example',
  ): Promise<TestPage> {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    return browser.send(acs, form as Record<string, string>, headers);
  }

  /** From the page at that path to the provider and back. */
  async signIn(browser: TestBrowser, subject: string, at: { path: string; domain: string }) {
    const begun = await browser.open(at.path);
    const { request, form } = await this.answerOf(begun, subject, `${subject}@${at.domain}`);
    return { request, form, page: await this.post(browser, request, form) };
  }

  /** A message about signing out, as the provider signs it. */
  logoutForm(kind: 'LogoutRequest' | 'LogoutResponse', inner: string, attributes = '') {
    const namespaces =
      'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
    const at = new Date().toISOString();
    const xml =
      `<samlp:${kind} ${namespaces} ID="_${newId()}" Version="2.0" IssueInstant="${at}"${attributes}>` +
      `<saml:Issuer>${this.provider.entityId}</saml:Issuer>${inner}</samlp:${kind}>`;
    const signed = signXml(xml, kind, { key: this.provider.key });
    const text = Buffer.from(signed).toString('base64');
    return kind === 'LogoutRequest' ? { SAMLRequest: text } : { SAMLResponse: text };
  }
}
