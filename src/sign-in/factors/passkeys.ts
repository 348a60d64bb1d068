import { createHash, randomBytes } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { SecondFactor } from '#store/index.js';
import type { FactorOwner } from './records.js';
import type { RelyingParty } from './relying-parties.js';

/** EdDSA, ES256, RS256: the same on every runtime. */
const ALGORITHMS = [-8, -7, -257];

/** How long a browser waits for the person. */
const TIMEOUT_MS = 300_000;

const MAX_RESPONSE = 16_000;

type Transports = NonNullable<RegistrationResponseJSON['response']['transports']>;

/** What a browser is asked for: `navigator.credentials.create` and `get`. */
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** What a new passkey is, as it is kept. */
export type NewPasskey = Required<
  Pick<SecondFactor, 'credentialId' | 'publicKey' | 'counter' | 'transports'>
> & { readonly isVerified: boolean };

export const newChallenge = (): string => randomBytes(32).toString('base64url');

export async function creationOptions(
  { id }: RelyingParty,
  owner: FactorOwner,
  input: {
    readonly challenge: string;
    readonly label: string;
    readonly existing: readonly SecondFactor[];
  },
): Promise<CreationOptions> {
  const { generateRegistrationOptions } = await library();
  const { challenge, label, existing } = input;
  return generateRegistrationOptions({
    rpID: id,
    rpName: id,
    userName: label,
    userDisplayName: label,
    userID: userIdOf(owner),
    challenge: Buffer.from(challenge, 'base64url'),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: existing.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** Without passkeys: any that the authenticator has for this server. */
export async function requestOptions(
  { id }: RelyingParty,
  {
    challenge,
    passkeys,
  }: { readonly challenge: string; readonly passkeys: readonly SecondFactor[] },
): Promise<RequestOptions> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: id,
    challenge: Buffer.from(challenge, 'base64url'),
    timeout: TIMEOUT_MS,
    allowCredentials: passkeys.map(descriptorOf),
    userVerification: 'required',
  });
}

/** The new passkey of a browser's answer; undefined: it is no good answer to that challenge on our pages. */
export async function readCreated(
  { id, origin }: RelyingParty,
  challenge: string,
  text: string,
): Promise<NewPasskey | undefined> {
  const { verifyRegistrationResponse } = await library();
  try {
    const response = readResponse<RegistrationResponseJSON>(text);
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: await withoutAttestation(response),
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return undefined;
    const { credential, userVerified } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: transportsOf(response),
      isVerified: userVerified,
    };
  } catch {
    return undefined;
  }
}

/** Of which passkey an answer claims to be, and of whom: the user id that its authenticator was told. */
export function claimOf(text: string): { readonly id?: string; readonly userHandle?: string } {
  try {
    const { id, response } = readResponse<Claimed>(text);
    const userHandle = response?.userHandle;
    return {
      ...(typeof id === 'string' && { id }),
      ...(typeof userHandle === 'string' && { userHandle }),
    };
  } catch {
    return {};
  }
}

interface Claimed {
  readonly id?: unknown;
  readonly response?: { readonly userHandle?: unknown } | null;
}

/**
 * The count of signatures and whether the person was verified, of an answer that the passkey has signed; undefined: it is none. The count
 * is the caller's to judge: one that went back tells of a copy, and only where the signature is good.
 */
export async function readSigned(
  { id, origin }: RelyingParty,
  { credentialId = '', publicKey = '' }: Pick<SecondFactor, 'credentialId' | 'publicKey'>,
  { challenge, text }: { readonly challenge: string; readonly text: string },
): Promise<{ readonly counter: number; readonly isVerified: boolean } | undefined> {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: readResponse<AuthenticationResponseJSON>(text),
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter: 0,
      },
      requireUserVerification: false,
    });
    const { newCounter, userVerified } = authenticationInfo;
    return verified ? { counter: newCounter, isVerified: userVerified } : undefined;
  } catch {
    return undefined;
  }
}

/** Synced passkeys stay at 0; every other one counts up (Web Authentication, section 7.2, step 22). */
export function hasGoneBack({ counter: before = 0 }: SecondFactor, counter: number): boolean {
  return (counter > 0 || before > 0) && counter <= before;
}

/** Read when the first passkey is used: most processes never need it. */
function library(): Promise<typeof import('@simplewebauthn/server')> {
  return import('@simplewebauthn/server');
}

/** @throws Error when it is no JSON of a size that browsers send */
function readResponse<T>(text: string): T {
  if (text.length > MAX_RESPONSE) throw new Error('The answer of the browser is too long.');
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('The answer is no object.');
  return value as T;
}

/** Who made the authenticator is not asked, so no statement about it is read: certificates in one may name addresses to be fetched. */
async function withoutAttestation(
  answer: RegistrationResponseJSON,
): Promise<RegistrationResponseJSON> {
  const { decodeAttestationObject, isoBase64URL, isoCBOR } =
    await import('@simplewebauthn/server/helpers');
  const made = decodeAttestationObject(isoBase64URL.toBuffer(answer.response.attestationObject));
  const none = new Map<string, string | Uint8Array | Map<string, never>>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, never>()],
    ['authData', made.get('authData')],
  ]);
  const attestationObject = isoBase64URL.fromBuffer(isoCBOR.encode(none));
  return { ...answer, response: { ...answer.response, attestationObject } };
}

function transportsOf({ response: { transports } }: RegistrationResponseJSON): readonly string[] {
  const given: readonly unknown[] = Array.isArray(transports) ? transports : [];
  return given
    .filter((one) => typeof one === 'string' && /^[a-z-]{1,20}$/.test(one))
    .slice(0, 10) as string[];
}

function descriptorOf({ credentialId = '', transports = [] }: SecondFactor): {
  readonly id: string;
  readonly transports: Transports;
} {
  return { id: credentialId, transports: [...transports] as Transports };
}

/**
 * By which an authenticator knows whose passkey it is; it keeps one for each. So that one for a company does not take the place of the
 * account's.
 */
export function userIdOf({
  accountId,
  organizationId,
  enrolledIn = organizationId,
}: FactorOwner & Pick<SecondFactor, 'enrolledIn'>): Uint8Array<ArrayBuffer> {
  const bytes =
    enrolledIn === undefined
      ? Buffer.from(accountId)
      : createHash('sha256').update(`${accountId}/${enrolledIn}`).digest();
  return new Uint8Array(bytes);
}
