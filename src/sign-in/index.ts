/**
 * Owns how people sign in: what is said to identity providers and what they say, codes by mail, and the way of a sign-in from the first
 * page to the session. It knows no HTTP: it is handed forms and cookies' values, and gives back addresses and what to tell. Who belongs to
 * an organization is decided by the core.
 */
import { createCodes } from './codes/index.js';
import { createSignInConnections } from './connections/index.js';
import { createAttempts } from './attempts/index.js';
import { createAdmission } from './admission/admission.js';
import { createIdentities } from './admission/identity-service.js';
import type { SignInDeps } from './deps.js';
import { createEnforcement } from './enforcement/index.js';
import {
  createFactorResets,
  createFactors,
  createMissingFactors,
  relyingPartyOf,
} from './factors/index.js';
import { createFlows } from './flows/index.js';
import { createSignInLinks } from './links/index.js';
import { createOidc } from './oidc/index.js';
import { createProtocols } from './protocols.js';
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
export {
  decodeRefusal,
  OIDC_REFUSALS,
  ProviderRefusal,
  REFUSALS,
  SAML_REFUSALS,
} from './refusals/index.js';
export type { DecodedRefusal, RefusalCode, RefusalSide } from './refusals/index.js';
export { removeForeignSamlKeys, rewrapSamlKeys } from './keys/index.js';
export type { SamlKeyView } from './keys/index.js';
export type {
  LogoutInput,
  LogoutSubject,
  ReadMetadata,
  Received,
  ReceivedLogout,
  Saml,
  SamlAddresses,
} from './saml/index.js';
export type { BackChannelResult, Oidc, OidcReceived } from './oidc/index.js';
export type { Protocols } from './protocols.js';
export type { BegunRequest, OutgoingMessage, ProtocolRequest } from './requests.js';
export { createAdmission } from './admission/admission.js';
export type { Admission } from './admission/admission.js';
export type { AdmissionResult, Admitted } from './admission/results.js';
export type { Proofs } from './admission/scope.js';
export { decodeFailure, secondStepOf } from './connections/index.js';
export type { ProviderInput, SignInConnections } from './connections/index.js';

export type SignIn = ReturnType<typeof createSignIn>;

export function createSignIn(deps: SignInDeps) {
  const { store, core, codeMailer, settings } = deps;
  const flows = createFlows({ store });
  const attempts = createAttempts(store);
  const saml = createSaml({ ...deps, attempts });
  const { keys } = saml;
  const oidc = createOidc({ ...deps, attempts, keys });
  const protocols = createProtocols({ store, saml, oidc, flows });
  return {
    /** whose pages may ask for passkeys of this server */
    relatedOrigins: settings.relatedOrigins ?? [],
    flows,
    ways: createWays({ store }),
    codes: createCodes({ store, core, flows, mailer: codeMailer, selfSignUp: settings.selfSignUp }),
    links: createSignInLinks({ core }),
    attempts,
    admission: createAdmission(deps),
    connections: createSignInConnections({
      ...deps,
      saml,
      oidc,
      keys,
      protocols,
      flows,
      attempts,
    }),
    saml,
    oidc,
    protocols,
    identities: createIdentities(deps),
    factors: createFactors({ ...deps, relyingPartyId: settings.relyingPartyId }),
    factorResets: createFactorResets(deps),
    enforcement: createEnforcement({ ...deps, relyingPartyId: settings.relyingPartyId }),
    missingFactors: createMissingFactors({
      store,
      relyingPartyId: () => relyingPartyOf(deps.baseUrl(), settings.relyingPartyId)?.id,
    }),
  };
}
