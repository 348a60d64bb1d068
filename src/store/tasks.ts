import type { Actor, Instant } from '#kernel/index.js';
import type { Ceiling } from './ceilings.js';
import { collection, type Stored } from './record.js';

/** An `Authority` (kernel/context) as JSON: what the one who asked could do then. */
export interface StoredAuthority extends Ceiling {
  readonly organizationId?: string;
  readonly memberId?: string;
}

/** Long work of an organization that a caller does not wait for: bulk invitations, imports. Its rows are `task-rows`. */
export interface Task extends Stored {
  readonly organizationId: string;
  readonly kind: 'invite' | 'resend' | 'revoke' | 'import' | 'delete-connection' | 'member-change';
  /** `checking` and `checked` are an import's dry run */
  readonly status: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly succeeded: number;
  readonly failed: number;
  /** present until all rows are there: a task that began with a filter finds them batch by batch, after that id */
  readonly gathering?: { readonly after?: string };
  /** the last row that is done, so that another process goes on from there */
  readonly after?: number;
  /** who asked for it, and what they could do then: rows are done under their name and within their rights */
  readonly actor: Actor;
  readonly authority: StoredAuthority;
  /** the member who asked for it, or for whom a host application did */
  readonly askedBy?: string;
  /** of the kind: filters, mode, note, locale */
  readonly options: Readonly<Record<string, unknown>>;
  /** of the kind: what a dry run found, or what was done so far */
  readonly report?: Readonly<Record<string, unknown>>;
  /** the process that works on it, and until when it is believed to live */
  readonly workerId?: string;
  readonly leaseUntil?: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly error?: string;
}

export const tasks = collection<Task>({
  name: 'tasks',
  columns: {
    organizationId: 'shared',
    kind: 'text',
    status: 'text',
    endedAt: 'text',
    askedBy: 'text',
  },
  required: ['organizationId', 'kind', 'status'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'asked', on: ['askedBy'], present: 'askedBy' },
    { name: 'status', on: ['status', 'updatedAt'] },
    { name: 'ended', on: ['endedAt'], present: 'endedAt' },
  ],
});
