import { Secret, TOTP } from 'otpauth';

const STEP_MS = 30_000;
const SECRET_BYTES = 20;

/** A code of the step before, or of the step after, is taken: clocks differ, and people type. */
const WINDOW = 1;

/** Whose app shows the codes, as the app lists it. */
export interface TotpLabel {
  readonly issuer: string;
  readonly label: string;
}

export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** What the QR code holds, and the secret to be typed where there is no camera. */
export function totpAddress(
  secret: Buffer,
  { issuer, label }: TotpLabel,
): { readonly uri: string; readonly secret: string } {
  const totp = totpOf(secret, { issuer, label });
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The step whose code it is, within the window around now; undefined: it is none. Never one that was taken, nor one before it. */
export function stepOfCode(
  secret: Buffer,
  code: string,
  { now, lastStep = -1 }: { readonly now: number; readonly lastStep?: number | undefined },
): number | undefined {
  const delta = totpOf(secret).validate({ token: code, window: WINDOW, timestamp: now });
  if (delta === null) return undefined;
  const step = Math.floor(now / STEP_MS) + delta;
  return step > lastStep ? step : undefined;
}

/** Six digits, as people type them. */
export function readTotp(text: string): string | undefined {
  return /^\d{6}$/.exec(text.replace(/[\s-]/g, ''))?.[0];
}

/** SHA-1, six digits and 30 seconds are what every app knows. */
function totpOf(secret: Buffer, label?: TotpLabel): TOTP {
  return new TOTP({
    ...label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_MS / 1_000,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}
