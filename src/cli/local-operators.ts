import { newId, silentLog, UNLIMITED, type Context } from '#kernel/index.js';
import type { Settings } from '#settings/index.js';
import type { House } from './house.js';
import type { ConnectionView, Operator } from './operators.js';

/** Rows of one look into a list; the rules allow no more. */
const PAGE = 200;

/** An installation whose server does not run: its store, opened for this one command. */
export async function createLocalOperator(house: House, settings: Settings): Promise<Operator> {
  const { directory, close } = await house.openHouse(settings);
  const ctx: Context = {
    actor: { kind: 'operator', name: 'command line' },
    authority: UNLIMITED,
    traceId: newId(),
    clock: house.clock,
    log: silentLog,
  };
  const view = ({ id, organizationId, name }: Omit<ConnectionView, 'scimBaseUrl'>) => ({
    id,
    organizationId,
    name,
    scimBaseUrl: `${localUrl(settings)}/scim/${id}/v2`,
  });
  return {
    place: 'the store (no server is running)',
    createOrganization: (input) => directory.organizations.create(ctx, input),
    organizations: () => all((query) => directory.organizations.list(ctx, query)),
    async createConnection(organizationId, name) {
      const input = { kind: 'scim', name } as const;
      return view(await directory.connections.create(ctx, organizationId, input));
    },
    async connections(organizationId) {
      const list = (query: PageQuery) => directory.connections.list(ctx, organizationId, query);
      return (await all(list)).map(view);
    },
    async createToken({ organizationId, id }, input) {
      const wish = { kind: 'token', ...input } as const;
      const made = await directory.credentials.create(ctx, organizationId, id, wish);
      const { expiresAt } = made.credential;
      return { token: made.token, ...(expiresAt !== undefined && { expiresAt }) };
    },
    close,
  };
}

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

async function all<T>(
  list: (query: PageQuery) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) return items;
  }
}

/** Where a server with these settings is reached from this machine. */
export function localUrl({ http }: Settings): string {
  if (http.publicUrl !== undefined) return http.publicUrl;
  return listeningUrl({ http });
}

/** The address it listens on, from here: "everywhere" is not an address. */
export function listeningUrl({ http: { host, port } }: Pick<Settings, 'http'>): string {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
