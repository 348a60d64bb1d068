import { collection, type Stored } from './record.js';

/**
 * "This journal has entries without a place in the feed of the installation": one mark for each transaction that appended, written in it;
 * in SQLite one for each journal. The numbering takes it away, and numbers what is there when it does. Marks are only ever inserted and
 * removed, so that no transaction collides with another one by them.
 */
export interface FeedMark extends Stored {
  readonly organizationId: string;
  /** of the first entry of the transaction */
  readonly sequence: number;
}

export const feedMarks = collection<FeedMark>({
  name: 'feed-marks',
  columns: { organizationId: 'shared', sequence: 'integer' },
  required: ['organizationId', 'sequence'],
  isAppended: true,
  firstOf: 'organizationId',
  unique: [],
  // few at any time: the numbering takes them away, and what asks for some of them looks at all
  indexes: [],
});
