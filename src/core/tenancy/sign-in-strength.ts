import type { SignInConnection, SignInSession } from '#store/index.js';

/** What a provider said of how a person signed in there. */
export type SaidOfMethod = Pick<SignInSession, 'authnContext' | 'authnMethods'>;

type Counting = Pick<SignInConnection, 'kind' | 'preset' | 'secondStep' | 'secondStepValues'>;

/** RFC 8176 section 2: several factors were used. */
const MULTIPLE_FACTORS = 'mfa';

/** REFEDS profile of multi-factor authentication, of providers for research and education. */
const REFEDS = 'https://refeds.org/profile/mfa';

const PRESETS: Readonly<Record<SignInConnection['preset'], readonly string[]>> = {
  okta: [MULTIPLE_FACTORS, 'urn:okta:loa:2fa:any', REFEDS],
  entra: [MULTIPLE_FACTORS, 'http://schemas.microsoft.com/claims/multipleauthn'],
  // it says nothing of a second step
  google: [],
  keycloak: [MULTIPLE_FACTORS, REFEDS],
  custom: [
    MULTIPLE_FACTORS,
    REFEDS,
    'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract',
    'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered',
  ],
};

/** Values of `amr`, `acr` or AuthnContextClassRef that say that there was a second step: the connection's, or its preset's. */
export function secondStepValuesOf({ preset, secondStepValues }: Counting): readonly string[] {
  return secondStepValues ?? PRESETS[preset];
}

/** Whether a second step at the provider is one here: the connection lets it count, and the answer said that there was one. */
export function isSecondStepOfProvider(said: SaidOfMethod, connection: Counting): boolean {
  return connection.secondStep === 'provider' && saysSecondStep(said, connection);
}

/** Whether the answer said that there was a second step, whatever the connection lets count. */
export function saysSecondStep(said: SaidOfMethod, connection: Counting): boolean {
  return saysOneOf(said, secondStepValuesOf(connection));
}

/**
 * Whether the answer shows one of the contexts that are wanted; several are written with spaces between them, as `acr_values` are. Entra
 * says as a method what it was asked for as a context.
 */
export function showsContext(said: SaidOfMethod, wanted: string | undefined): boolean {
  return wanted === undefined || saysOneOf(said, contextsOf(wanted));
}

/** Contexts as they are written in one text. */
export function contextsOf(wanted: string): readonly string[] {
  return wanted.split(' ').filter((one) => one !== '');
}

function saysOneOf(
  { authnContext, authnMethods = [] }: SaidOfMethod,
  values: readonly string[],
): boolean {
  return values.some((value) => value === authnContext || authnMethods.includes(value));
}
