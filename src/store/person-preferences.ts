import { collection, type Stored } from './record.js';

/** How a person wants one list of a console to be. */
export interface ListPreference {
  /** names of the columns that are shown, in their order */
  readonly columns?: readonly string[];
  /** rows of a page */
  readonly pageSize?: number;
  /** the column that it is sorted by, with `-` before it for the other direction */
  readonly sort?: string;
}

/** How a person wants a console to look and behave, on every device. What is absent is as the console has it by itself. */
export interface PersonPreferences extends Stored {
  readonly accountId: string;
  readonly colorScheme?: 'light' | 'dark' | 'system';
  readonly density?: 'comfortable' | 'compact';
  /** keys without Ctrl or Cmd do something in lists */
  readonly shortcuts?: boolean;
  /** lists have pages instead of rows that come while they are scrolled */
  readonly pagedTables?: boolean;
  /** the name of the page that an organization opens with */
  readonly startPage?: string;
  /** by name of the list */
  readonly lists?: Readonly<Record<string, ListPreference>>;
  /** names of hints that are not shown again */
  readonly dismissedHints?: readonly string[];
}

export const personPreferences = collection<PersonPreferences>({
  name: 'person-preferences',
  columns: { accountId: 'text' },
  required: ['accountId'],
  unique: [{ name: 'account', on: ['accountId'] }],
  indexes: [],
});
