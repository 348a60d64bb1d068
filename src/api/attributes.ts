import { z } from 'zod';
import { MAX_TITLE_LENGTH } from '#kernel/index.js';
import { attributeName } from './member-bodies.js';
import { line } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/attributes';

const definition = z.strictObject({
  name: attributeName,
  title: line(MAX_TITLE_LENGTH),
  type: z.enum(['text', 'number', 'boolean', 'date', 'choice']),
  choices: z.array(line(MAX_TITLE_LENGTH)).max(200).optional(),
  scim: z
    .string()
    .max(200)
    .regex(/^(?:urn:[^\s]+:)?[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/, 'must be a SCIM attribute')
    .optional()
    .meta({
      description:
        'SCIM attribute that fills it: title, name.familyName, urn:…:enterprise:2.0:User:department.',
    }),
});

const answer = z.strictObject({ attributes: z.array(definition), version: z.int() });

export const getAttributes = operation({
  method: 'GET',
  path: PATH,
  summary: "Reads the definitions of the organization's member attributes.",
  scope: 'members:read',
  versioned: true,
  answer: { description: 'The definitions.', body: answer },
});

export const replaceAttributes = operation({
  method: 'PUT',
  path: PATH,
  summary:
    'Replaces the definitions, at most 50. Values of a removed attribute are hidden, and visible again when it is defined again.',
  scope: 'organization:write',
  body: z.strictObject({ attributes: z.array(definition).max(50) }),
  versioned: true,
  answer: { description: 'The definitions as they are now.', body: answer },
  example: {
    body: { attributes: [{ name: 'department', title: 'Department', type: 'text' }] },
  },
});
