import { collection, type Stored } from './record.js';

/** One request of an identity provider and what became of it: the provisioning log. Redacted before it gets here. */
export interface Exchange extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly traceId: string;
  readonly method: string;
  /** path and query below the base URL */
  readonly path: string;
  /** what was meant: `user.create`, `group.patch`, `user.query`, `discovery` … */
  readonly operation: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  /** the resource again when something was to be changed or went wrong: plain reads are not looked for by resource */
  readonly subjectId?: string;
  readonly status: number;
  /** `ok` below 400 */
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** the outcome again when it is not `ok`: what people look for is indexed, what they rarely look for is not */
  readonly trouble?: 'refused' | 'failed';
  readonly latencyMs: number;
  readonly userAgent?: string;
  /** body text, redacted; cut at the limit of the setting `exchanges.bodyBytes` */
  readonly request?: string;
  readonly response?: string;
  /** attributes that changed: path → before and after */
  readonly difference?: readonly {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
  /** what was decided and why, in order */
  readonly trace: readonly { readonly step: string; readonly detail: string }[];
}

export const exchanges = collection<Exchange>({
  name: 'exchanges',
  columns: {
    connectionId: 'text',
    operation: 'text',
    outcome: 'text',
    trouble: 'text',
    subjectId: 'text',
  },
  required: ['connectionId', 'operation', 'outcome'],
  unique: [],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'trouble', on: ['connectionId', 'trouble'], present: 'trouble' },
    { name: 'subject', on: ['connectionId', 'subjectId'], present: 'subjectId' },
  ],
});
