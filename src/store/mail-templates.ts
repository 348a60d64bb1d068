import { collection, type Stored } from './record.js';

/** An organization's own words for a mail in one language. */
export interface MailTemplate extends Stored {
  readonly organizationId: string;
  readonly template: string;
  readonly locale: string;
  /** Mustache without sections that call code */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export const mailTemplates = collection<MailTemplate>({
  name: 'mail-templates',
  columns: { organizationId: 'shared', template: 'text', locale: 'text' },
  required: ['organizationId', 'template', 'locale'],
  unique: [{ name: 'name', on: ['organizationId', 'template', 'locale'] }],
  indexes: [],
});
