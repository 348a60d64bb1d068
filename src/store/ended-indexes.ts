/** Indexes that releases before schema versions 7, 9 (`time`) and 11 (`outcome`) declared, by collection: each write paid for them. */
export const ENDED_INDEXES: Readonly<Record<string, readonly string[]>> = {
  journal: ['type', 'family', 'time'],
  'feed-marks': ['organization'],
  exchanges: ['outcome'],
};
