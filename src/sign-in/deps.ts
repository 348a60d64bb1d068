import type { Core, SecretsKey } from '#core/index.js';
import type { HttpClient } from '#outgoing/index.js';
import type { Provisioning } from '#provisioning/index.js';
import type { Store } from '#store/index.js';
import type { Attempts } from './attempts/index.js';
import type { CodeMailer } from './codes/index.js';

/** What main.ts hands over. Every part of sign-in is given these. */
export interface SignInDeps {
  readonly store: Store;
  readonly core: Core;
  readonly provisioning: Provisioning;
  /** fetches metadata */
  readonly outgoing: HttpClient;
  /** wraps the keys of our own that sign and decrypt */
  readonly secretsKey: SecretsKey;
  /** mails codes */
  readonly codeMailer: CodeMailer;
  /** the section `signIn` of the settings */
  readonly settings: SignInSettings;
  /** the URL under which others reach this server, without a slash at its end; never from a request */
  baseUrl(): string;
}

export interface SignInSettings {
  /** whoever proves a mailbox gets an account; otherwise codes go to people who are expected */
  readonly selfSignUp: boolean;
  /** of passkeys; absent: the host of the URL */
  readonly relyingPartyId?: string | undefined;
  /** whose pages may ask for passkeys of that name, too */
  readonly relatedOrigins?: readonly string[];
}

/** What a protocol needs of them, and the log of sign-ins. */
export type ProtocolDeps = Pick<
  SignInDeps,
  'store' | 'core' | 'outgoing' | 'secretsKey' | 'baseUrl'
> & { readonly attempts: Attempts };
