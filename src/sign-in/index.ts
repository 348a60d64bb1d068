/**
 * Owns how people sign in: what is said to identity providers and what they say, codes by mail, and the way of a sign-in from the first
 * page to the session. It knows no HTTP: it is handed forms and cookies' values, and gives back addresses and what to tell. Who belongs to
 * an organization is decided by the core.
 */
import { createCodes } from './codes/index.js';
import { createSamlConnections } from './connections/index.js';
import { createAttempts } from './attempts/index.js';
import { createAdmission } from './admission/admission.js';
import { createIdentities } from './admission/identity-service.js';
import type { SignInDeps } from './deps.js';
import { createFactors } from './factors/index.js';
import { createFlows } from './flows/index.js';
import { createSignInLinks } from './links/index.js';
import { createSaml } from './saml/index.js';
import { createWays } from './ways/index.js';

export { isOpenForCodes } from './codes/index.js';
export type { CodeMailer } from './codes/index.js';
export type { ProtocolDeps, SignInDeps, SignInSettings } from './deps.js';
export { createSignInLinks } from './links/index.js';
export { removeForeignFactors, rewrapFactors } from './factors/index.js';
export type { EnrolledFactor, FactorView } from './factors/index.js';
export { eraseIdentities } from './admission/erase.js';
export { eraseAttempts } from './attempts/index.js';
export type { Attempts, AttemptQuery, NewAttempt } from './attempts/index.js';
export { decodeRefusal, ProviderRefusal, REFUSALS, SAML_REFUSALS } from './refusals/index.js';
export type { DecodedRefusal, RefusalCode, RefusalSide } from './refusals/index.js';
export { removeForeignSamlKeys, rewrapSamlKeys } from './keys/index.js';
export type { SamlKeyView } from './keys/index.js';
export type {
  BegunRequest,
  LogoutInput,
  LogoutSubject,
  OutgoingMessage,
  ReadMetadata,
  Received,
  ReceivedLogout,
  Saml,
  SamlAddresses,
} from './saml/index.js';
export { createAdmission } from './admission/admission.js';
export type { Admission } from './admission/admission.js';
export type { AdmissionResult, Admitted } from './admission/results.js';
export type { Proofs } from './admission/scope.js';
export { decodeFailure } from './connections/index.js';
export type { ProviderInput, SamlConnections } from './connections/index.js';

export type SignIn = ReturnType<typeof createSignIn>;

export function createSignIn(deps: SignInDeps) {
  const { store, core, codeMailer, settings } = deps;
  const flows = createFlows({ store });
  const attempts = createAttempts(store);
  const saml = createSaml({ ...deps, attempts });
  return {
    flows,
    ways: createWays({ store }),
    codes: createCodes({ store, core, flows, mailer: codeMailer, selfSignUp: settings.selfSignUp }),
    links: createSignInLinks({ core }),
    attempts,
    admission: createAdmission(deps),
    connections: createSamlConnections({ ...deps, saml, flows, attempts }),
    saml,
    identities: createIdentities(deps),
    factors: createFactors(deps),
  };
}
