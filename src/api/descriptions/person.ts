/** Fields of what people keep for themselves. */
export const PERSON_FIELDS: Readonly<Record<string, string>> = {
  colorScheme: 'Which colours a console has.',
  density: 'How high its rows are.',
  shortcuts: 'Single keys do something in its lists.',
  pagedTables: 'Lists have pages instead of rows that come while they are scrolled.',
  startPage: 'The page that an organization opens with.',
  dismissedHints: 'Hints that are not shown again.',
  'SavedView.query': 'Filters, order and columns, as the address of the list has them.',
  'createView.query': 'Filters, order and columns, as the address of the list has them.',
  'updateView.query': 'Filters, order and columns, as the address of the list has them.',
  shared: 'Shown to everybody who may read the list.',
  'SavedView.own': 'The caller saved it, and may change it.',
  'SavedView.by': 'Who saved it, of one that another member shares.',
  lists: 'Preferences of lists, by name of the list.',
  'lists.columns': 'The columns that are shown, in their order.',
  'lists.pageSize': 'Rows of a page.',
  'lists.sort': 'The column that it is sorted by; `-` before it turns it round.',
};
