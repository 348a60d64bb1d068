/** The settings of mail, as settings/ hands them out. */
export interface MailSettings {
  /** `Muster <muster@example.com>` or an address alone */
  readonly from: string;
  readonly replyTo?: string | undefined;
  /** absent: mails are files in `folder` */
  readonly smtp?: SmtpSettings | undefined;
  readonly folder: string;
  /** mails to one address within an hour; later ones wait */
  readonly perAddressHour: number;
  readonly giveUpDays: number;
  readonly retentionDays: number;
}

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS */
  readonly secure: boolean;
  /** refuse to send where the server offers no TLS */
  readonly requireTls: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly connections: number;
  readonly timeoutSeconds: number;
}

/** As they stand in the settings: a mail server is one with a host. */
interface RawMailSettings extends Omit<MailSettings, 'smtp'> {
  readonly smtp: Omit<SmtpSettings, 'host'> & { readonly host?: string | undefined };
}

export function mailSettingsOf({ smtp, ...mail }: RawMailSettings): MailSettings {
  const { host, ...others } = smtp;
  return { ...mail, ...(host !== undefined && { smtp: { host, ...others } }) };
}
