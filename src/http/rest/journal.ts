import { operations } from '#api/index.js';
import type { Directory } from '#directory/index.js';
import { pageBody, route, type Route } from './routes.js';

type JournalLine = Awaited<ReturnType<Directory['journal']['list']>>['items'][number];

export function journalRoutes({ journal, organizations }: Directory): Route[] {
  return [
    route(operations.listJournal, async ({ ctx, params: { organizationId }, query }) => {
      await organizations.get(ctx, organizationId);
      return { body: pageBody(await journal.list(ctx, organizationId, query), view) };
    }),
  ];
}

function view({ version: _version, updatedAt: _updatedAt, ...line }: JournalLine): unknown {
  return line;
}
