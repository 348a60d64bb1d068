import type { SamlConfig } from '@node-saml/node-saml';
import { MultiSamlStrategy, type Profile, type VerifiedCallback } from '@node-saml/passport-saml';
import type { IncomingMessage, ServerResponse } from 'node:http';
import passport from 'passport';

/** What Passport is handed in place of a request: the form, and the options of its connection. */
interface FormRequest {
  readonly body: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly samlConfig: SamlConfig;
}

/** Verifies one response. Resolves to the signed assertion, as XML, in the bytes that were signed. @throws Error of the library */
export type VerifyResponse = (message: string, config: SamlConfig) => Promise<string | undefined>;

/** Passport with the multi-tenant SAML strategy: no session, and no state of its own. */
export function createVerifier(): VerifyResponse {
  const authenticator = new passport.Passport();
  const strategy = new MultiSamlStrategy(
    {
      getSamlOptions: (request, done) =>
        done(null, (request as unknown as FormRequest).samlConfig as never),
    },
    (profile: Profile | null, done: VerifiedCallback) =>
      done(null, { assertion: profile?.getAssertionXml?.() }),
    (_profile: Profile | null, done: VerifiedCallback) =>
      done(new Error('A logout is not taken here.')),
  );
  authenticator.use('saml', strategy as unknown as passport.Strategy);
  return (message, samlConfig) =>
    new Promise((resolve, reject) => {
      const request: FormRequest = { body: { SAMLResponse: message }, query: {}, samlConfig };
      const answered = (error: unknown, user: { assertion?: string } | false | undefined): void => {
        if (error) reject(error instanceof Error ? error : new Error('refused'));
        else resolve(user ? user.assertion : undefined);
      };
      const handle = authenticator.authenticate(
        'saml',
        { session: false },
        answered,
      ) as unknown as (
        request: IncomingMessage,
        response: ServerResponse,
        next: (error?: unknown) => void,
      ) => void;
      // the strategy passes by when there is nothing to take
      handle(request as never, {} as never, () => resolve(undefined));
    });
}
