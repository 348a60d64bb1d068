import { collection, type Stored } from './record.js';

/** Figures of a pool at the end of a day. */
export interface SeatDay {
  /** in UTC: 2026-03-01 */
  readonly day: string;
  /** how many the organization had */
  readonly bought: number;
  /** by members */
  readonly used: number;
  /** kept for people who were invited */
  readonly reserved: number;
}

/** How the seats of a product were used: one record for each product, that of a day only where a figure is another one than before. */
export interface SeatTrend extends Stored {
  readonly organizationId: string;
  readonly productId: string;
  /** the oldest first; a bounded number of them */
  readonly days: readonly SeatDay[];
}

export const seatTrends = collection<SeatTrend>({
  name: 'seat-trends',
  columns: { organizationId: 'shared', productId: 'text' },
  required: ['organizationId', 'productId'],
  unique: [{ name: 'product', on: ['organizationId', 'productId'] }],
  indexes: [{ name: 'product-alone', on: ['productId'] }],
});
