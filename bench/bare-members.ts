import type { Express, Response } from 'express';
import { newId } from '#kernel/index.js';
import { all, equals, type Store } from '#store/index.js';

export interface ResponseWriter {
  send(response: Response, value: unknown): void;
  finish(response: Response): void;
}

/** The least that members and invitations cost over REST: the one question, the one record; no key, no rules, no journal, no mail. */
export function addMemberRoutes(
  app: Express,
  store: Store,
  { send, finish }: ResponseWriter,
): void {
  const sort = [{ field: { column: 'nameKey' } }];
  app.get('/members/:organizationId', async ({ params: { organizationId } }, response) => {
    const where = equals('organizationId', organizationId);
    send(response, (await store.read.members.find({ where, sort, limit: 50 })).records);
  });
  app.get('/members/:organizationId/:word', async ({ params }, response) => {
    const { organizationId, word: value } = params;
    const where = all(equals('organizationId', organizationId), {
      kind: 'facet',
      scope: organizationId,
      name: 'word',
      operator: 'sw',
      value,
    });
    send(response, (await store.read.members.find({ where, sort, limit: 50 })).records);
  });
  app.post('/invitations/:organizationId', async ({ params: { organizationId } }, response) => {
    const id = newId();
    const email = `${id}@bare.example`;
    await store.transaction('bare', async (tx) => {
      await tx.invitations.insert(
        {
          id,
          version: 1,
          createdAt: '',
          updatedAt: '',
          organizationId,
          tokenHash: id,
          email,
          emailKey: email,
          nameKey: email,
          roles: ['member'],
          spaces: [],
          products: [],
          guest: false,
          status: 'pending',
          expiresAt: '',
          lifeDays: 7,
          generation: 1,
          send: true,
          delivery: 'queued',
          reminded: [],
          holdsPlace: false,
          inviter: { kind: 'operator', name: 'bare' },
        },
        { search: {}, facets: [] },
      );
    });
    finish(response);
  });
}
