import type { AttributeNames, SignInConnection } from '#store/index.js';

type Preset = SignInConnection['preset'];

const IDENTITY_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT_CLAIMS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

/**
 * The names that each product sends, or that its guide in docs/sso/ has people type. Entra's default claims carry a namespace that its
 * screens show in a column of its own.
 */
const SAML_NAMES: Readonly<Record<Preset, AttributeNames>> = {
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

/** Standard claims (OpenID Connect Core section 5.1), and groups as most products call them. */
const STANDARD_CLAIMS: AttributeNames = {
  email: 'email',
  name: 'name',
  firstName: 'given_name',
  lastName: 'family_name',
  locale: 'locale',
  groups: 'groups',
};

/** `sub` of Entra differs for each application; `oid` is the person in the tenant, which the issuer names, and SCIM's externalId. */
const OIDC_NAMES: Readonly<Record<Preset, AttributeNames>> = {
  okta: STANDARD_CLAIMS,
  entra: { ...STANDARD_CLAIMS, subject: 'oid', externalId: 'oid' },
  google: STANDARD_CLAIMS,
  keycloak: STANDARD_CLAIMS,
  custom: STANDARD_CLAIMS,
};

/** The names that a connection reads: its own, then those of its preset. */
export function attributeNamesOf({
  kind,
  preset,
  names,
}: Pick<SignInConnection, 'kind' | 'preset' | 'names'>): AttributeNames {
  return { ...(kind === 'oidc' ? OIDC_NAMES : SAML_NAMES)[preset], ...names };
}
