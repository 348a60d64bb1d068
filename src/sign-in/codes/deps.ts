import type { Core } from '#core/index.js';
import type { Store } from '#store/index.js';
import type { Flows } from '../flows/index.js';

export interface CodeMail {
  /** of the mail */
  readonly id: string;
  readonly to: string;
  readonly locale: string;
  readonly code: string;
  readonly flowId: string;
  readonly minutes: number;
  /** milliseconds */
  readonly at: number;
}

/** How codes leave; what they say is the mailer's business. */
export interface CodeMailer {
  isOffered(): boolean;
  send(mail: CodeMail): Promise<void>;
}

export interface CodeDeps {
  readonly store: Store;
  readonly core: Core;
  readonly flows: Flows;
  readonly mailer: CodeMailer;
  /** a code is sent to every address, and its proof makes an account */
  readonly selfSignUp: boolean;
}
