import { collection, type Stored } from './record.js';

/** A list of a console as a member wants to see it again: filters, order and columns, as its address has them. */
export interface SavedView extends Stored {
  readonly organizationId: string;
  readonly memberId: string;
  /** which list */
  readonly list: string;
  readonly name: string;
  /** the name without regard to letter case; one of each for every list of a member */
  readonly nameKey: string;
  /** of the address, without the question mark */
  readonly query: string;
  /** shown to everybody who may read the list */
  readonly shared: boolean;
}

export const savedViews = collection<SavedView>({
  name: 'saved-views',
  columns: {
    organizationId: 'shared',
    memberId: 'text',
    list: 'text',
    nameKey: 'text',
    shared: 'boolean',
  },
  required: ['organizationId', 'memberId', 'list', 'nameKey', 'shared'],
  unique: [{ name: 'name', on: ['memberId', 'list', 'nameKey'] }],
  indexes: [{ name: 'shared', on: ['organizationId', 'shared'] }],
});
