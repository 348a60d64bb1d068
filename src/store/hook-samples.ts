import { collection, type Stored } from './record.js';

/** One question to a hook, with what came of it: to be read, and to try the hook again. Kept for days, erased with its person. */
export interface HookSample extends Stored {
  /** of the change that was asked about */
  readonly organizationId: string;
  readonly hookId: string;
  readonly point: string;
  readonly outcome: 'allowed' | 'modified' | 'denied' | 'failed' | 'skipped';
  readonly dryRun: boolean;
  readonly latencyMs: number;
  readonly traceId: string;
  /** the question as it was sent, at most 16 KiB; longer ones are not kept */
  readonly question?: string;
  /** the answer as it came, at most 16 KiB */
  readonly answer?: string;
  /** why it failed: for administrators, never for the person */
  readonly problem?: string;
  /** whether the change was made after all; absent: it is not over */
  readonly carriedOut?: boolean;
  /** of the object, where it has one: a member, a SCIM user, an invitation … */
  readonly objectId?: string;
  /** folded: an address of the person that the question is about */
  readonly emailKey?: string;
}

export const hookSamples = collection<HookSample>({
  name: 'hook-samples',
  columns: {
    organizationId: 'shared',
    hookId: 'text',
    outcome: 'text',
    objectId: 'text',
    emailKey: 'text',
  },
  required: ['organizationId', 'hookId', 'outcome'],
  unique: [],
  indexes: [
    { name: 'hook', on: ['hookId'] },
    { name: 'organization', on: ['organizationId'] },
    { name: 'age', on: ['createdAt'] },
    { name: 'object', on: ['objectId'], present: 'objectId' },
    { name: 'address', on: ['emailKey'], present: 'emailKey' },
  ],
});
