import { collection, type Stored } from './record.js';

/** Something that is used by seat. How many are taken is the tally `seats:{id}`. */
export interface Product extends Stored {
  readonly organizationId: string;
  /** lower case, unique in the organization, for sheets and scripts */
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** how many the organization has bought */
  readonly seats: number;
  /** per cent of use for which an alert went out: 80, 100, or 0 again; set beside the version, which is for what people change */
  readonly alerted?: number;
}

export const products = collection<Product>({
  name: 'products',
  columns: { organizationId: 'shared', key: 'text', alerted: 'integer' },
  required: ['organizationId', 'key'],
  unique: [{ name: 'key', on: ['organizationId', 'key'] }],
  indexes: [],
});
