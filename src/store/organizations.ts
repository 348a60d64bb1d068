import { collection, type Stored } from './record.js';

export interface Organization extends Stored {
  readonly name: string;
  /** unique, lower case, in URLs of the console */
  readonly slug: string;
  /** name of the role preset (config/presets) */
  readonly preset: string;
  readonly status: 'active' | 'disabled';
}

export const organizations = collection<Organization>({
  name: 'organizations',
  columns: { slug: 'text', status: 'text' },
  required: ['slug', 'status'],
  unique: [{ name: 'slug', on: ['slug'] }],
  indexes: [],
});
