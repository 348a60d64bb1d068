import { collection, type Stored } from './record.js';

/**
 * Reads of one connection that went well, of one operation, one credential and one client, answered within one second and written
 * together: lines of the exchange log that share a row. `id`, `createdAt`: of the first line; `updatedAt`: when the last one was answered.
 */
export interface ExchangeReads extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  /** `user.read`, `group.query`: one of all lines */
  readonly operation: string;
  readonly userAgent?: string;
  /** id of the last line */
  readonly lastId: string;
  /** the lowest and the highest trace id of the lines */
  readonly traceFrom: string;
  readonly traceThrough: string;
  /** number of lines */
  readonly count: number;
  /** what the lines add to the bytes of their connection */
  readonly bytes: number;
  /** for erasures: four hexadecimal digits and a space for each key of a person in `lines`; rows without a mark do not tell of its key */
  readonly persons: string;
  /** a line of text each; `provisioning/exchanges/read-lines.ts` says how */
  readonly lines: string;
}

export const exchangeReads = collection<ExchangeReads>({
  name: 'exchange-reads',
  columns: {
    connectionId: 'shared',
    operation: 'shared',
    lastId: 'text',
    traceFrom: 'text',
    traceThrough: 'text',
    count: 'integer',
    bytes: 'integer',
    persons: 'text',
  },
  required: [
    'connectionId',
    'operation',
    'lastId',
    'traceFrom',
    'traceThrough',
    'count',
    'bytes',
    'persons',
  ],
  unique: [],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'operation', on: ['connectionId', 'operation'] },
    { name: 'trace', on: ['connectionId', 'traceFrom'] },
  ],
});
