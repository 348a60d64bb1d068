/** Indexes that releases before schema version 7 declared, by collection: each write paid for them. */
export const ENDED_INDEXES: Readonly<Record<string, readonly string[]>> = {
  journal: ['type', 'family'],
  'feed-marks': ['organization'],
};
