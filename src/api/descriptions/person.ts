/** Fields of what people keep for themselves. */
export const PERSON_FIELDS: Readonly<Record<string, string>> = {
  colorScheme: 'Which colours a console has.',
  density: 'How high its rows are.',
  shortcuts: 'Single keys do something in its lists.',
  pagedTables: 'Lists have pages instead of rows that come while they are scrolled.',
  startPage: 'The page that an organization opens with.',
  dismissedHints: 'Hints that are not shown again.',
  lists: 'Preferences of lists, by name of the list.',
  'lists.columns': 'The columns that are shown, in their order.',
  'lists.pageSize': 'Rows of a page.',
  'lists.sort': 'The column that it is sorted by; `-` before it turns it round.',
};
