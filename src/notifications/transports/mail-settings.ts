/** The section `mail` of the settings. */
export interface MailSettings {
  /** `Muster <muster@example.com>` or an address alone */
  readonly from: string;
  readonly replyTo?: string | undefined;
  /** absent, or without a host: mails are files in `folder` */
  readonly smtp?: SmtpSettings | undefined;
  readonly folder: string;
  /** mails to one address within an hour; later ones wait */
  readonly perAddressHour: number;
  readonly giveUpDays: number;
  readonly retentionDays: number;
}

export interface SmtpSettings {
  readonly host?: string | undefined;
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
