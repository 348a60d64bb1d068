import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { randomUUID } from 'node:crypto';

/** An identity provider that signs assertions (RFC 7523). Keys are real, the provider is not. */
export interface Signer {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly alg: string;
  /** as a trust takes it */
  readonly publicKey: Readonly<Record<string, string>>;
  /** with the private members, which a trust must refuse */
  readonly privateKey: Readonly<Record<string, unknown>>;
  /** a good assertion of `now` (milliseconds), with `claims` over its own; undefined leaves a claim out */
  sign(now: number, claims?: object, header?: { alg?: string; kid?: string }): Promise<string>;
}

export async function createSigner(alg = 'ES256', kid?: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const who = {
    issuer: 'https://login.example/tenant/v2.0',
    subject: 'provisioning-agent',
    audience: 'api://muster',
  };
  const named = kid === undefined ? {} : { kid };
  return {
    ...who,
    alg,
    publicKey: { ...((await exportJWK(publicKey)) as Record<string, string>), ...named },
    privateKey: { ...(await exportJWK(privateKey)) },
    sign(now, claims: object = {}, header = {}) {
      const seconds = Math.floor(now / 1_000);
      return new SignJWT({
        iss: who.issuer,
        sub: who.subject,
        aud: who.audience,
        jti: randomUUID(),
        iat: seconds,
        nbf: seconds,
        exp: seconds + 300,
        ...claims,
      })
        .setProtectedHeader({ alg, ...named, ...header })
        .sign(privateKey);
    },
  };
}
