import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * One request of an identity provider and what became of it: the provisioning log. Redacted before it gets here. Ids rise with
 * `createdAt`, which is when the request came.
 */
export interface Exchange extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  /** absent where no token was recognised */
  readonly credentialId?: string;
  /** of the last one where several are counted as one */
  readonly traceId: string;
  readonly method: string;
  /** path and query below the base URL; `/Bulk` for each operation of a bulk job */
  readonly path: string;
  /** what was meant: `user.create`, `group.patch`, `user.query`, `bulk`, `discovery`, `authentication`; else `request` */
  readonly operation: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  /** the resource again when something was to be changed or went wrong: plain reads are not looked for by resource */
  readonly subjectId?: string;
  /** the member for whom the user of `subjectId` stood then */
  readonly memberId?: string;
  /** the e-mail address that the request gave a user, folded */
  readonly address?: string;
  /**
   * whom it tells of beside that: the user that was read, or a hash of the user name or filter value that was asked for (128 bits, 22
   * characters of base64url); of a read that went well the one bucket of sixteen that this key falls into. For erasures, of which nobody
   * asks for exchanges by it
   */
  readonly personKey?: string;
  /** the key itself, of a read that went well */
  readonly readOf?: string;
  readonly status: number;
  /** `ok` below 400 */
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** the outcome again when it is not `ok` */
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
  /** what a resource that is new became is what `response` says of it: the difference is not kept, and read from there */
  readonly differenceFrom?: 'response';
  /** what was decided and why, in order */
  readonly trace: readonly { readonly step: string; readonly detail: string }[];
  /** how many requests alike it stands for, when there were more than one within the hour */
  readonly count?: number;
  /** when the last of them came */
  readonly lastAt?: Instant;
  /** what it adds to the bytes of its connection; absent where it adds nothing */
  readonly bytes?: number;
}

export const exchanges = collection<Exchange>({
  name: 'exchanges',
  idType: 'uuid',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    credentialId: 'shared',
    operation: 'shared',
    outcome: 'shared',
    trouble: 'shared',
    subjectId: 'uuid',
    traceId: 'uuid',
    memberId: 'uuid',
    address: 'text',
    personKey: 'text',
  },
  required: ['connectionId', 'operation', 'outcome'],
  // lines of reads are many, and short: they are not worth the processor time
  isPacked: ({ method, outcome }) => method !== 'GET' || outcome !== 'ok',
  packedWith: ['id', 'connectionId', 'traceId', 'subjectId', 'memberId', 'address'],
  unique: [],
  // none of the outcome: nearly all are `ok`, and `trouble` finds the others
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'trouble', on: ['connectionId', 'trouble'], present: 'trouble' },
    { name: 'subject', on: ['connectionId', 'subjectId'], present: 'subjectId' },
    { name: 'operation', on: ['connectionId', 'operation'] },
    { name: 'trace', on: ['connectionId', 'traceId'] },
    { name: 'member', on: ['connectionId', 'memberId'], present: 'memberId' },
    { name: 'address', on: ['connectionId', 'address'], present: 'address' },
    { name: 'person', on: ['connectionId', 'personKey'], present: 'personKey' },
  ],
});
