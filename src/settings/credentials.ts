import { z } from 'zod';

/** Marks what must come from a file or the environment rather than stand in a configuration file, and is never printed. */
export const secret = { secret: true };

const operatorKey = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** The section `operator`. */
export const operator = z.strictObject({
  key: operatorKey
    .optional()
    .meta(secret)
    .describe(
      'Opens the REST API and the metrics, sent as `Authorization: Bearer`; it signs nothing. Absent, also in `operator.keys`: ' +
        '`node bin/muster.js start` makes one in the file `operator.key` beside the data. 32 random characters are wise; ' +
        'under 16 every start warns.',
    ),
  keys: z
    .array(operatorKey)
    .max(20)
    .optional()
    .meta(secret)
    .describe(
      'Further keys that open the same, so that one can be changed for another while both are valid. A file has one a line. ' +
        'Keys that need no restart: `node bin/muster.js operator-keys`.',
    ),
  mail: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an e-mail address')
    .optional()
    .describe(
      'Address that is told of what concerns the installation and no organization, such as a webhook endpoint of its own that fails. ' +
        'Absent: nobody is mailed; it stands in the journal and in the log.',
    ),
});

/** The section `secrets`. */
export const secrets = z.strictObject({
  key: z
    .string()
    .min(32, 'must have 32 characters or more; take random ones')
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional()
    .meta(secret)
    .describe(
      'Wraps the keys that sign links and cursors, which lie in the database; the same in every process of one database, and to be ' +
        'backed up apart from it. Absent: the file `secrets.key` beside the data, which the first start makes; MongoDB with an operator ' +
        'key from the settings needs the setting.',
    ),
});
