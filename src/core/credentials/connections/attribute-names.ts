import type { AttributeNames, SignInConnection } from '#store/index.js';

type Preset = SignInConnection['preset'];

const IDENTITY_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT_CLAIMS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

/**
 * The names that each product sends, or that its guide in docs/sso/ has people type. Entra's default claims carry a namespace that its
 * screens show in a column of its own.
 */
export const PRESET_NAMES: Readonly<Record<Preset, AttributeNames>> = {
  okta: {
    email: 'email',
    firstName: 'firstName',
    lastName: 'lastName',
    groups: 'groups',
  },
  entra: {
    email: `${IDENTITY_CLAIMS}/emailaddress`,
    name: 'http://schemas.microsoft.com/identity/claims/displayname',
    firstName: `${IDENTITY_CLAIMS}/givenname`,
    lastName: `${IDENTITY_CLAIMS}/surname`,
    groups: `${MICROSOFT_CLAIMS}/groups`,
    externalId: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
  },
  google: {
    email: 'email',
    firstName: 'firstName',
    lastName: 'lastName',
    groups: 'groups',
  },
  keycloak: {
    email: 'email',
    firstName: 'firstName',
    lastName: 'lastName',
    groups: 'groups',
  },
  custom: {
    email: 'email',
    name: 'name',
    firstName: 'firstName',
    lastName: 'lastName',
    groups: 'groups',
  },
};

/** The names that a connection reads: its own, then those of its preset. */
export function attributeNamesOf({
  preset,
  names,
}: Pick<SignInConnection, 'preset' | 'names'>): AttributeNames {
  return { ...PRESET_NAMES[preset], ...names };
}
