import type { Core, CoreDeps } from '#core/index.js';
import type { Tracer } from '#kernel/index.js';
import type { MailOutcomes } from './outbox/figures.js';
import type { MailTextsByLocale, TemplateName } from './templates/texts.js';
import type { MailSettings } from './transports/mail-settings.js';
import type { Transport } from './transports/transports.js';

/** What main.ts hands over. */
export interface NotificationOptions<Name extends string = string> {
  readonly core: Core;
  readonly settings: MailSettings;
  /** of config/locales/ */
  readonly texts: MailTextsByLocale<Name>;
  readonly tracer: Tracer;
  /** the URL of this server for people, without a slash at its end */
  baseUrl(): string;
}

/** What every part of notifications is given. */
export interface NotificationDeps extends CoreDeps, NotificationOptions<TemplateName> {
  readonly transport: Transport;
  /** counts what becomes of mails */
  readonly outcomes: MailOutcomes;
}
