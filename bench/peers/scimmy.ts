/** scimmy with the routers of scimmy-routers over the store of documents.ts. Run by bench/peers/index.ts. */
import type { Express, RequestHandler } from 'express';
import { Documents, openDatabase, type Document } from './documents.js';
import { databaseFile, load, serve, TOKEN } from './serving.js';

/** What a handler is told of a request. */
interface Asked {
  readonly id?: string;
  readonly filter?: readonly Readonly<Record<string, readonly [string, string]>>[];
  readonly constraints?: { startIndex?: number; count?: number; totalResults?: number };
}

interface Declared {
  extend(schema: unknown): Declared;
  ingress(handler: (asked: Asked, body: object) => Document): Declared;
  egress(handler: (asked: Asked) => Document | Document[]): Declared;
}

interface Scimmy {
  readonly Resources: {
    readonly User: unknown;
    readonly Group: unknown;
    declare(resource: unknown): Declared;
  };
  readonly Schemas: { readonly EnterpriseUser: unknown };
  readonly Types: { readonly Error: new (status: number, type: null, detail: string) => Error };
}

const { default: SCIMMY } = load<{ readonly default: Scimmy }>('scimmy');
const { default: Routers } = load<{
  readonly default: new (options: object) => RequestHandler;
}>('scimmy-routers');
const express = load<() => Express>('express');

const DEFAULT_PAGE = 20;
const database = await openDatabase(databaseFile);
const { Resources, Schemas, Types } = SCIMMY;
handle(Resources.declare(Resources.User).extend(Schemas.EnterpriseUser), 'users', 'userName');
handle(Resources.declare(Resources.Group), 'groups', 'displayName');

function handle(declared: Declared, table: 'users' | 'groups', nameOf: string): void {
  const documents = new Documents(database, table);
  declared
    .ingress(({ id }, body) => {
      const attributes = JSON.parse(JSON.stringify(body)) as Record<string, string>;
      return documents.put(attributes[nameOf] ?? '', attributes, id);
    })
    .egress((asked) => {
      if (asked.id !== undefined) {
        const found = documents.get(asked.id);
        if (!found) throw new Types.Error(404, null, 'There is no such resource');
        return found;
      }
      const [operator, name] = asked.filter?.[0]?.[nameOf] ?? [];
      if (operator === 'eq' && name !== undefined) {
        const found = documents.named(name);
        return found ? [found] : [];
      }
      return pageOf(documents, asked);
    });
}

function pageOf(documents: Documents, { constraints = {} }: Asked): Document[] {
  const { startIndex = 1, count = DEFAULT_PAGE } = constraints;
  constraints.totalResults = documents.count();
  return documents.page(count, startIndex - 1);
}

const app = express();
app.disable('x-powered-by');
app.use(
  '/scim/v2',
  new Routers({
    type: 'bearer',
    handler: ({ headers }: { readonly headers: { readonly authorization?: string } }) => {
      if (headers.authorization !== `Bearer ${TOKEN}`) throw new Error('The token is not right');
      return 'bench';
    },
  }),
);
serve(app, { path: '/scim/v2', execute: (sql) => database.exec(sql) });
