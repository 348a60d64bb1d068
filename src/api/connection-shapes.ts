import { z } from 'zod';
import { id, instant } from './inputs.js';
import { oidcFields } from './oidc-connection-shapes.js';
import { samlFields } from './saml-connection-shapes.js';

export const peopleChoice = z.enum(['keep', 'suspend', 'remove']).meta({
  description:
    'What becomes of the people. `keep`: they stay, and what the mappings gave them is given by hand from now on, as far as the caller ' +
    'could give it. `suspend`, `remove`: what the mappings gave them ends. People of another connection stay with that one.',
});

export const compatibility = z.enum(['lenient', 'strict']);

export const notifyMembers = z.boolean().meta({
  description:
    'Whether members get mails about what the directory gives and takes. Default: false.',
});

const fieldsOfEveryKind = {
  id,
  organizationId: id,
  name: z.string(),
  status: z.enum(['active', 'disabled', 'deleting']),
  deletion: z
    .strictObject({ people: peopleChoice, taskId: id })
    .optional()
    .meta({ description: 'While it is being deleted.' }),
  mappingMode: z.enum(['union', 'first']),
  overSeatLimit: z.enum(['queue', 'refuse']).optional(),
  defaultRole: z.string().optional(),
  notifyMembers: z.boolean(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
};

/** The first one has the name that connections had when there was one kind. */
export const connection = z.discriminatedUnion('kind', [
  z
    .strictObject({
      ...fieldsOfEveryKind,
      kind: z.literal('scim'),
      compatibility,
      scimBaseUrl: z.url(),
    })
    .meta({ id: 'Connection' }),
  z
    .strictObject({ ...fieldsOfEveryKind, kind: z.literal('saml'), ...samlFields })
    .meta({ id: 'SamlConnection' }),
  z
    .strictObject({ ...fieldsOfEveryKind, kind: z.literal('oidc'), ...oidcFields })
    .meta({ id: 'OidcConnection' }),
]);
