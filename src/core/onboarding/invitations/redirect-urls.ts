import type { Invitation } from '#store/index.js';
import { throwInvalidField } from '#core/entitlements/index.js';
import type { InvitationSettings } from './deps.js';

type Allowed = Pick<InvitationSettings, 'redirectUrls'>;

const MAX_URL_LENGTH = 2_000;

/**
 * A `redirectUrl` as it is kept: as browsers will read it. Nothing is taken that two programs could read in two ways: backslashes,
 * blanks, a user before the host, encoded slashes. Fault `request.invalid`.
 */
export function readRedirectUrl({ redirectUrls }: Allowed, text: string): string {
  const refuse = (problem: string): never => throwInvalidField('redirectUrl', problem);
  if (text.length > MAX_URL_LENGTH) refuse(`has more than ${MAX_URL_LENGTH} characters`);
  if (!/^https?:\/\/(?!\/)[^\s\\\p{Cc}]+$/iu.test(text) || !URL.canParse(text)) {
    refuse('must be an http or https URL');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') refuse('must name no user');
  if (url.hash !== '' || text.endsWith('#'))
    refuse('must have no fragment: the token stands there');
  if (/%2f|%5c/i.test(url.pathname)) refuse('must have no encoded slash in its path');
  if (redirectUrls.length === 0) {
    refuse(
      'is not allowed in this installation; the operator allows addresses in invitations.redirectUrls',
    );
  }
  if (!isBelowOne(redirectUrls, url)) {
    refuse('leads to none of the addresses that the operator allows (invitations.redirectUrls)');
  }
  return url.href;
}

/** The `redirectUrl` of an invitation while the settings still allow it. */
export function redirectUrlOf(
  { redirectUrls }: Allowed,
  { redirectUrl }: Pick<Invitation, 'redirectUrl'>,
): string | undefined {
  const isAllowed = redirectUrl !== undefined && isBelowOne(redirectUrls, new URL(redirectUrl));
  return isAllowed ? redirectUrl : undefined;
}

/** Of the same origin as one of them, and at its path or below it: `/welcome` is not above `/welcomes`. */
export function isBelowOne(prefixes: readonly string[], { origin, pathname }: URL): boolean {
  return prefixes.some((prefix) => {
    const allowed = new URL(prefix);
    const folder = allowed.pathname.replace(/\/?$/, '/');
    return (
      origin === allowed.origin && (pathname === allowed.pathname || pathname.startsWith(folder))
    );
  });
}
