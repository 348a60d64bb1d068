import { z } from 'zod';
import { pageQuery } from './inputs.js';
import { operation } from './operations.js';

export const listJournal = operation({
  operationId: 'listJournal',
  method: 'GET',
  path: '/organizations/{organizationId}/journal',
  summary: 'Every change to the organization in its order: what, by whom, before and after.',
  scope: 'journal:read',
  query: pageQuery.pick({ limit: true }).extend({
    /** the sequence after which to go on; `next` of the page before */
    after: z.coerce.number<string>().int().min(0).default(0),
  }),
  answer: { status: 200, description: 'A page of journal lines.' },
  faults: ['organization.missing'],
});
