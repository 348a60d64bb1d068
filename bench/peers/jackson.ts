/** The directory sync of @boxyhq/saml-jackson with SQLite, behind Express as its documentation shows it. Run by bench/peers/index.ts. */
import type { Express, RequestHandler } from 'express';
import { databaseFile, load, serve } from './serving.js';

interface Jackson {
  readonly directorySyncController: {
    readonly directories: {
      create(directory: object): Promise<{
        readonly data: {
          readonly id: string;
          readonly scim: { readonly path: string; readonly secret: string };
        } | null;
        readonly error: unknown;
      }>;
    };
    readonly requests: {
      handle(
        request: object,
        onEvent: () => Promise<void>,
      ): Promise<{ readonly status: number; readonly data: object }>;
    };
  };
}

interface Connection {
  pragma(text: string): unknown;
}

const { prototype } = load<{ readonly prototype: Connection }>('better-sqlite3');
const connections = connectionsMadeBy(prototype);

/** Those that its driver opens, which sets each of them up by a pragma. */
function connectionsMadeBy(of: Connection): Set<Connection> {
  const made = new Set<Connection>();
  const pragma = Reflect.get(of, 'pragma') as Connection['pragma'];
  of.pragma = function (this: Connection, ...args) {
    made.add(this);
    return pragma.apply(this, args);
  };
  return made;
}

const express = load<{ (): Express; json(options: object): RequestHandler }>('express');
const { controllers } = load<{ controllers(options: object): Promise<Jackson> }>(
  '@boxyhq/saml-jackson',
);

const PATH = '/api/scim/v2.0';
const { directorySyncController } = await controllers({
  externalUrl: 'http://127.0.0.1',
  samlPath: '/api/oauth/saml',
  scimPath: PATH,
  noAnalytics: true,
  db: { engine: 'sql', type: 'sqlite', url: databaseFile, pageLimit: 100 },
  logger: { info: () => undefined, warn: () => undefined, error: console.error },
});
const { data: directory, error } = await directorySyncController.directories.create({
  name: 'Bench',
  tenant: 'bench',
  product: 'bench',
  type: 'generic-scim-v2',
});
if (!directory) throw new Error(`saml-jackson made no directory: ${JSON.stringify(error)}`);

const app = express();
app.disable('x-powered-by');
app.use(express.json({ type: ['application/scim+json', 'application/json'], limit: '10mb' }));
app.all(`${PATH}/:directoryId/:path{/:resourceId}`, async (request, response) => {
  const { directoryId, path, resourceId } = request.params as Record<string, string>;
  const { count, startIndex, filter } = request.query;
  const asked = {
    method: request.method,
    body: (request.body as object | undefined) ?? {},
    directoryId,
    resourceId,
    resourceType: path === 'Users' ? 'users' : 'groups',
    apiSecret: request.headers.authorization?.slice('Bearer '.length),
    query: {
      ...(count !== undefined && { count: Number(count) }),
      ...(startIndex !== undefined && { startIndex: Number(startIndex) }),
      ...(filter !== undefined && { filter }),
    },
  };
  // nobody is told: without a function of ours it looks for a webhook and says in its log that there is none
  const { status, data } = await directorySyncController.requests.handle(asked, () =>
    Promise.resolve(),
  );
  response.status(status).json(data);
});
serve(app, {
  path: `${PATH}/${directory.id}`,
  token: directory.scim.secret,
  execute: (sql) => connections.forEach((one) => one.pragma(sql.replace('PRAGMA ', ''))),
});
