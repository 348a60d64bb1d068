import { z } from 'zod';
import { operation } from './operations.js';

const PATH = '/me/preferences';

/** Of a list, a page, a hint: as the console calls it. */
const word = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with - between them');

/** Of a column, also one that an organization made. */
const column = z
  .string()
  .max(80)
  .regex(/^-?[A-Za-z][\w.:-]*$/, 'must be the name of a column');

const pageSize = z.int().min(10).max(200);
const columns = z.array(column).max(40);

const listPreference = z.strictObject({
  columns: columns.optional(),
  pageSize: pageSize.optional(),
  sort: column.optional(),
});

const fields = {
  colorScheme: z.enum(['light', 'dark', 'system']),
  density: z.enum(['comfortable', 'compact']),
  shortcuts: z.boolean(),
  pagedTables: z.boolean(),
  startPage: word,
  dismissedHints: z.array(word).max(100),
};

const preferences = z
  .strictObject({
    ...fields,
    startPage: fields.startPage.optional(),
    lists: z.record(word, listPreference),
    version: z.int().meta({ description: '0 before the first choice.' }),
  })
  .meta({ id: 'PersonPreferences' });

export const getPreferences = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Reads how the person wants a console to look and behave; what they did not choose is as it is by itself.',
  scope: 'person',
  versioned: true,
  answer: { description: 'The preferences.', body: preferences },
  example: {},
});

export const updatePreferences = operation({
  method: 'PATCH',
  path: PATH,
  summary:
    'Changes what is named; null goes back to what is so by itself. Lists keep what is not named, and at most 40 are kept.',
  scope: 'person',
  versioned: true,
  body: z
    .strictObject({
      colorScheme: fields.colorScheme.nullable().optional(),
      density: fields.density.nullable().optional(),
      shortcuts: fields.shortcuts.nullable().optional(),
      pagedTables: fields.pagedTables.nullable().optional(),
      startPage: fields.startPage.nullable().optional(),
      dismissedHints: fields.dismissedHints.nullable().optional(),
      lists: z
        .record(
          word,
          z
            .strictObject({
              columns: columns.nullable().optional(),
              pageSize: pageSize.nullable().optional(),
              sort: column.nullable().optional(),
            })
            .nullable(),
        )
        .optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  answer: { description: 'The preferences as they are now.', body: preferences },
  example: { body: { colorScheme: 'dark', lists: { members: { columns: ['name', 'roles'] } } } },
});
