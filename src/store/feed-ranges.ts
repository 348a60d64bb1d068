import { collection, type Stored } from './record.js';

/**
 * Where entries of one journal stand in the feed of the installation: those from `sequence` on have the positions from `position` to
 * `through`. Written once, after the commit of the entries, and never changed. Holds nothing of what happened.
 */
export interface FeedRange extends Stored {
  readonly organizationId: string;
  readonly sequence: number;
  readonly position: number;
  readonly through: number;
}

export const feedRanges = collection<FeedRange>({
  name: 'feed-ranges',
  columns: {
    organizationId: 'shared',
    sequence: 'integer',
    position: 'integer',
    through: 'integer',
  },
  required: ['organizationId', 'sequence', 'position', 'through'],
  unique: [{ name: 'through', on: ['through'] }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'time', on: ['createdAt'] },
  ],
});
