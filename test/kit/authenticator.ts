import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

export interface Answering {
  readonly origin: string;
  /** of the signature; 0 as synced passkeys have it */
  readonly counter?: number;
  readonly isVerified?: boolean;
  /** what a page of another origin, or an attacker, would have it sign */
  readonly challenge?: string;
}

interface Asked {
  readonly challenge: string;
  /** of one that is made */
  readonly user?: { readonly id: string };
}

/** A passkey in software: P-256, attestation `none`, its answers as browsers write them. */
export class TestPasskey {
  readonly #key: KeyObject;
  readonly #public: { readonly x: Buffer; readonly y: Buffer };
  readonly id = randomBytes(32);
  /** as it was told at its making, base64url: a discoverable one says whose it is */
  userHandle: string | undefined;

  constructor(readonly relyingPartyId: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.#public = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
  }

  get credentialId(): string {
    return this.id.toString('base64url');
  }

  /** `navigator.credentials.create` */
  create(asked: Asked, { counter = 0, isVerified = true, ...answering }: Answering): string {
    this.userHandle = asked.user?.id;
    const { x, y } = this.#public;
    const publicKey = map([
      [unsigned(1), unsigned(2)],
      [unsigned(3), negative(-7)],
      [negative(-1), unsigned(1)],
      [negative(-2), bytes(x)],
      [negative(-3), bytes(y)],
    ]);
    const length = Buffer.from([0, this.id.length]);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, publicKey]);
    const flags = USER_PRESENT | HAS_CREDENTIAL | (isVerified ? USER_VERIFIED : 0);
    const data = Buffer.concat([this.#head(flags, counter), credential]);
    const attestation = map([
      [text('fmt'), text('none')],
      [text('attStmt'), map([])],
      [text('authData'), bytes(data)],
    ]);
    return this.#answer({
      clientDataJSON: client('webauthn.create', asked, answering).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** `navigator.credentials.get` */
  get(asked: Asked, { counter = 0, isVerified = true, ...answering }: Answering): string {
    const flags = USER_PRESENT | (isVerified ? USER_VERIFIED : 0);
    const data = this.#head(flags, counter);
    const said = client('webauthn.get', asked, answering);
    const signed = Buffer.concat([data, createHash('sha256').update(said).digest()]);
    return this.#answer({
      clientDataJSON: said.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
      ...(this.userHandle !== undefined && { userHandle: this.userHandle }),
    });
  }

  #head(flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const party = createHash('sha256').update(this.relyingPartyId).digest();
    return Buffer.concat([party, Buffer.from([flags]), count]);
  }

  #answer(response: object): string {
    const id = this.credentialId;
    return JSON.stringify({
      id,
      rawId: id,
      type: 'public-key',
      response,
      clientExtensionResults: {},
    });
  }
}

function client(
  type: string,
  asked: Asked,
  { origin, challenge = asked.challenge }: Pick<Answering, 'origin' | 'challenge'>,
): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

// CBOR, as far as authenticators need it (RFC 8949)

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

const unsigned = (value: number): Buffer => head(0, value);
const negative = (value: number): Buffer => head(1, -1 - value);
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
