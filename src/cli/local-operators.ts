import { newId, silentLog, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Settings } from '#settings/index.js';
import { createSignInLinks } from '#sign-in/index.js';
import type { CliDeps } from './cli-deps.js';
import { listAll, type ConnectionView, type Operator, type PageQuery } from './operators.js';

/** An installation whose server does not run: its store, opened for this one command. */
export async function createLocalOperator(deps: CliDeps, settings: Settings): Promise<Operator> {
  const { core, close } = await deps.openCore(settings);
  const ctx: Context = {
    actor: { kind: 'operator', name: 'command line' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock: deps.clock,
    log: silentLog,
  };
  const toConnectionView = ({ id, organizationId, name }: Omit<ConnectionView, 'scimBaseUrl'>) => ({
    id,
    organizationId,
    name,
    scimBaseUrl: `${localUrl(settings)}/scim/${id}/v2`,
  });
  return {
    source: 'the store (no server is running)',
    createOrganization: (input) => core.organizations.create(ctx, input),
    organizations: () => listAll((query) => core.organizations.list(ctx, query)),
    async createConnection(organizationId, name) {
      const input = { kind: 'scim', name } as const;
      return toConnectionView(await core.connections.create(ctx, organizationId, input));
    },
    async connections(organizationId) {
      const list = (query: PageQuery) => core.connections.list(ctx, organizationId, query);
      const directories = (await listAll(list)).filter(({ kind }) => kind === 'scim');
      return directories.map(toConnectionView);
    },
    async createToken({ organizationId, id }, input) {
      const tokenInput = { kind: 'token', ...input } as const;
      const created = await core.credentials.create(ctx, organizationId, id, tokenInput);
      const { expiresAt } = created.credential;
      return { token: created.token, ...(expiresAt !== undefined && { expiresAt }) };
    },
    async createSignInLink(input) {
      const { link, token } = await createSignInLinks({ core }).create(ctx, input);
      const query = new URLSearchParams({ token });
      return { url: `${pagesUrl(settings)}/sign-in/link?${query}`, expiresAt: link.expiresAt };
    },
    close,
  };
}

/** Where a server with these settings is reached from this machine. */
export function localUrl({ http }: Settings): string {
  if (http.publicUrl !== undefined) return http.publicUrl;
  return listeningUrl({ http });
}

/** Where people open its pages: browsers keep cookies for a name, so this machine goes by its name. */
export function pagesUrl(settings: Settings): string {
  return localUrl(settings).replace(/^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=:)/, 'http://localhost');
}

/** The address it listens on, from here: "everywhere" is not an address. */
export function listeningUrl({ http: { host, port } }: Pick<Settings, 'http'>): string {
  const reachableHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachableHost.includes(':') ? `[${reachableHost}]` : reachableHost}:${port}`;
}
