import { z } from 'zod';

/** What Muster may call, apart from databases and mail. */
export const outgoing = z.strictObject({
  allow: z
    .array(
      z
        .string()
        .regex(
          /^(\[[0-9a-fA-F:.]+\]|[^\s/:[\]]+):\d{1,5}$|^[0-9a-fA-F:.]+\/\d{1,3}$/,
          'must be host:port or a network such as 10.1.0.0/16',
        ),
    )
    .describe(
      'Private places that metadata, keys and logos may be fetched from, and webhooks and hooks sent to: `host:port`, which may also ' +
        'speak plain HTTP, or a network such as `10.1.0.0/16`. Empty: only public addresses, by HTTPS. Link-local addresses and those of ' +
        'metadata services stay closed.',
    ),
  caFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of certificates (PEM) of authorities that are believed beside the public ones when such places are called (relative to the ' +
        'file that names it). There is no setting that switches the check off.',
    ),
});
