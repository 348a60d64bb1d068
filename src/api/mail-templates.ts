import { z } from 'zod';
import { id, instant } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/mail-templates';
const ONE = `${PATH}/{templateName}/{locale}` as const;

const templateText = z.strictObject({
  subject: z.string().min(1).max(1_000),
  text: z.string().min(1).max(100_000),
  html: z.string().min(1).max(200_000).optional(),
});

const template = z.strictObject({
  template: z.string(),
  locale: z.string(),
  source: z.enum(['built-in', 'own']),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  placeholders: z.array(z.string()),
  version: z.int().meta({ description: '0 while the words are the built-in ones.' }),
});

const example = { subject: 'Join {{organization}}', text: 'Hello {{name}}\n\n{{link}}' };

export const listMailTemplates = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists the mail templates with their placeholders, the languages, and the custom templates.',
  scope: 'notices:read',
  answer: {
    description: 'The mails.',
    body: z.strictObject({
      templates: z.array(z.strictObject({ name: z.string(), placeholders: z.array(z.string()) })),
      locales: z.array(z.string()),
      own: z.array(
        z.strictObject({
          template: z.string(),
          locale: z.string(),
          version: z.int(),
          updatedAt: instant,
        }),
      ),
    }),
  },
});

export const getMailTemplate = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads the template that is in use, custom or built-in.',
  scope: 'notices:read',
  versioned: true,
  answer: { description: 'The words.', body: template },
  faults: ['template.invalid'],
});

export const replaceMailTemplate = operation({
  method: 'PUT',
  path: ONE,
  summary:
    'Saves a custom template, with placeholders and conditions in Mustache; its HTML is made safe.',
  scope: 'notices:write',
  body: templateText,
  versioned: true,
  answer: { description: 'The words as they are now.', body: template },
  example: { body: example },
  faults: ['template.invalid'],
});

export const deleteMailTemplate = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Deletes the custom template. The built-in one is used again.',
  scope: 'notices:write',
  answer: { status: 204, description: 'The built-in template is in use.' },
  faults: ['template.missing', 'store.contention'],
});

export const previewMailTemplate = operation({
  method: 'POST',
  path: `${ONE}/preview`,
  summary: 'Renders a mail with sample values, from the given template or the one in use.',
  scope: 'notices:read',
  body: z.strictObject({ words: templateText.optional() }),
  answer: {
    description: 'The mail.',
    body: z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  },
  example: { body: { words: example } },
  faults: ['template.invalid'],
});

export const testMailTemplate = operation({
  method: 'POST',
  path: `${ONE}/test`,
  summary: 'Mails the preview to the caller or to the named member.',
  scope: 'notices:write',
  body: z.strictObject({ memberId: id.optional() }),
  answer: {
    description: 'The mail server took it.',
    body: z.strictObject({ to: z.string() }),
  },
  example: { body: { memberId: '{memberId}' } },
  faults: ['template.invalid', 'member.missing', 'mail.refused'],
});
