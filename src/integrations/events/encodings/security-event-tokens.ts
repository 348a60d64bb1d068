import { createHash, createHmac, sign as signBytes } from 'node:crypto';
import { privateKeyOf, publicBytesOf, type SigningSecret } from '../../signing/index.js';
import type { DomainEvent } from '../event.js';
import { toJson } from './native.js';
import { objectUrl } from './object-urls.js';

export const SET_MEDIA_TYPE = 'application/secevent+jwt';

/** RFC 9967: the notices of a SCIM service provider. Their full forms hold SCIM resources, which a journal entry is not. */
const SCIM_EVENTS: Readonly<Record<string, string | undefined>> = {
  'scim.user.created': 'prov:create:notice',
  'scim.user.updated': 'prov:patch:notice',
  'scim.user.deleted': 'prov:delete',
  'scim.group.created': 'prov:create:notice',
  'scim.group.updated': 'prov:patch:notice',
  'scim.group.deleted': 'prov:delete',
};

const SCIM_EVENT = 'urn:ietf:params:scim:event:';

const SCIM_RESOURCES: Readonly<Record<string, string | undefined>> = {
  'scim-user': 'Users',
  'scim-group': 'Groups',
};

/**
 * The claims of a security event token (RFC 8417), as JSON. The payload stands under the address of its type; an event of SCIM has the
 * name of RFC 9967 beside it. The time of issue is that of the event, so that another attempt sends the same token.
 */
export function setClaims(
  { baseUrl, audience }: { readonly baseUrl: string; readonly audience?: string },
  event: DomainEvent,
  payload: string,
): string {
  const seconds = Math.floor(Date.parse(event.timestamp) / 1_000);
  const type = `${baseUrl}/api/v1/event-types/${event.type}`;
  const scim = scimEvent(event);
  return toJson({
    iss: baseUrl,
    jti: event.id,
    iat: seconds,
    toe: seconds,
    txn: event.traceId,
    ...(audience !== undefined && { aud: audience }),
    sub_id: subjectOf(baseUrl, event),
    events: { [type]: JSON.parse(payload) as unknown, ...scim },
  });
}

/** RFC 9493, and format `scim` of RFC 9967. Never `sub`: it would be taken for the person who signs in. */
function subjectOf(baseUrl: string, event: DomainEvent): object {
  const { kind, id } = event.object;
  const resources = SCIM_RESOURCES[kind];
  if (resources !== undefined) return { format: 'scim', uri: `/${resources}/${id}` };
  const uri = objectUrl(baseUrl, event);
  return uri === undefined ? { format: 'opaque', id: `${kind}/${id}` } : { format: 'uri', uri };
}

function scimEvent({ type, data: { after } }: DomainEvent): object {
  const name = SCIM_EVENTS[type];
  if (name === undefined) return {};
  const { changes } = (after ?? {}) as { changes?: unknown };
  const paths = Array.isArray(changes)
    ? changes.flatMap((change: { path?: unknown }) =>
        typeof change.path === 'string' ? [change.path] : [],
      )
    : [];
  return { [`${SCIM_EVENT}${name}`]: paths.length > 0 ? { attributes: paths } : {} };
}

/**
 * A signed token of the claims: by EdDSA where the endpoint has a secret of `v1a`, else by HS256. A token has one signature: while two
 * secrets are in force it is that of the older one, which the receiver knows for certain.
 */
export function signSet(claims: string, secrets: readonly SigningSecret[]): string {
  const secret = secrets.find(({ scheme }) => scheme === 'v1a') ?? secrets[0];
  if (!secret) throw new Error('There is no secret to sign the token with.');
  const { scheme, bytes } = secret;
  const header =
    scheme === 'v1a'
      ? { typ: 'secevent+jwt', alg: 'EdDSA', kid: thumbprint(bytes) }
      : { typ: 'secevent+jwt', alg: 'HS256' };
  const content = `${base64url(JSON.stringify(header))}.${base64url(claims)}`;
  const signature =
    scheme === 'v1a'
      ? signBytes(null, Buffer.from(content), privateKeyOf(bytes))
      : createHmac('sha256', bytes).update(content).digest();
  return `${content}.${signature.toString('base64url')}`;
}

/** RFC 7638, of the public key. */
function thumbprint(seed: Buffer): string {
  const x = publicBytesOf(seed).toString('base64url');
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
