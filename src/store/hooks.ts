import { collection, type Stored } from './record.js';

/** An inline hook: who is asked before a decision. Of an organization, or of the installation and then asked for all of them. */
export interface Hook extends Stored {
  /** absent: of the installation */
  readonly organizationId?: string;
  readonly name: string;
  readonly description?: string;
  /** one of `HOOK_POINTS` */
  readonly point: string;
  readonly url: string;
  readonly enabled: boolean;
  /** the lowest is asked first; hooks of the installation before those of the organization */
  readonly order: number;
  /** absent: the default of the point */
  readonly onFailure?: 'open' | 'closed' | 'last_known';
  /** from the look-up of its name to the last byte of its answer; absent: 3,000 */
  readonly budgetMs?: number;
  /** a filter as in SCIM, over what is proposed; absent: always asked */
  readonly condition?: string;
  /** of objects, chosen by their id; absent: 100 */
  readonly percentage?: number;
  /** asked and recorded, and not obeyed */
  readonly dryRun?: boolean;
  /** of the API key by which the hook calls back: changes made with it do not ask the hook */
  readonly apiKeyId?: string;
  /** roles that its maker may give, and so the only ones that it may add; absent: every one */
  readonly grants?: readonly string[];
  /** why it is off, where the command line or the operator switched it off */
  readonly disabledBy?: string;
  /** rises over all hooks of the database with each change: processes read what came after the last one that they know */
  readonly revision: number;
  /** gone; the row says so to other processes for a day */
  readonly deleted?: boolean;
}

export const hooks = collection<Hook>({
  name: 'hooks',
  columns: {
    organizationId: 'shared',
    enabled: 'boolean',
    revision: 'integer',
    deleted: 'boolean',
  },
  required: ['enabled', 'revision'],
  unique: [{ name: 'revision', on: ['revision'] }],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
