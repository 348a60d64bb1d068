import type { JournalEntry, Mail, Writers } from '#store/index.js';
import type { DirectMail } from './account-mails.js';

/** A notification of members: of those it names, of those with a role that the matrix names, or of both. */
export interface MemberNotification {
  readonly notice: string;
  readonly memberIds?: readonly string[];
  readonly alsoRoles?: boolean;
  readonly data: Mail['data'];
  /** entries of one key within half a minute make one notification, each with its line */
  readonly grouping?: { readonly key: string; readonly item: string };
  /** a second entry of that key makes no notification */
  readonly onceKey?: string;
}

type Planned = MemberNotification | DirectMail | undefined;

/** What an entry makes, read in the entry's transaction. */
export type NotificationRule = (entry: JournalEntry, tx: Writers) => Planned | Promise<Planned>;
