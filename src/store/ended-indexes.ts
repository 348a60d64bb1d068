/** Indexes that releases before schema versions 7 and 9 (`time`) declared, by collection: each write paid for them. */
export const ENDED_INDEXES: Readonly<Record<string, readonly string[]>> = {
  journal: ['type', 'family', 'time'],
  'feed-marks': ['organization'],
};
