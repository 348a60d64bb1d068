import type { ClientProof, TokenRequest } from '#core/index.js';
import { OauthError } from './errors.js';

/** RFC 7523 section 2.2. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Much longer than our client ids and secrets are: anything longer is refused before it is hashed. */
const MAX_CREDENTIAL_LENGTH = 200;

/** A token request without its connection. */
export type TokenForm = Omit<TokenRequest, 'connectionId'>;

/** Reads a form of RFC 6749 section 4.4.2. @throws OauthError */
export function readForm(text: string, authorization: string | undefined): TokenForm {
  const form = fieldsOf(text);
  const grant = form.get('grant_type');
  if (grant === undefined) throw new OauthError('invalid_request', 'grant_type is missing.');
  if (grant !== 'client_credentials') {
    throw new OauthError('unsupported_grant_type', 'grant_type must be client_credentials.');
  }
  const scopes = form.get('scope')?.split(' ').filter(Boolean);
  const proof = proofOf(form, authorization);
  return { proof, ...(scopes && scopes.length > 0 && { scopes }) };
}

/** A parameter without a value counts as left out; none may come twice (RFC 6749 section 3.2). */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name)) {
      throw new OauthError('invalid_request', 'A parameter of the form comes twice.');
    }
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

/** A client authenticates in one way, never in two (RFC 6749 section 2.3). */
function proofOf(
  form: ReadonlyMap<string, string>,
  authorization: string | undefined,
): ClientProof {
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const methods = [authorization, secret, assertion].filter((method) => method !== undefined);
  if (methods.length > 1) {
    throw new OauthError('invalid_request', 'The client authenticates in more than one way.');
  }
  if (authorization !== undefined) return readBasic(authorization, clientId);
  if (assertion !== undefined) {
    if (form.get('client_assertion_type') !== JWT_BEARER) {
      throw new OauthError('invalid_request', `client_assertion_type must be ${JWT_BEARER}.`);
    }
    return { assertion, ...(clientId !== undefined && { clientId: limited(clientId) }) };
  }
  if (clientId === undefined || secret === undefined) {
    throw new OauthError('invalid_client', 'client_id and client_secret are needed.');
  }
  return { clientId: limited(clientId), secret: limited(secret) };
}

/** RFC 6749 section 2.3.1: both are encoded as in a form before they are joined. */
function readBasic(authorization: string, clientId: string | undefined): ClientProof {
  const code = /^basic +([A-Za-z0-9+/_=-]{1,2000})$/i.exec(authorization.trim())?.[1];
  const pair = Buffer.from(code ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) throw invalidBasic();
  const id = formDecoded(pair.slice(0, colon));
  if (clientId !== undefined && clientId !== id) {
    throw new OauthError('invalid_request', 'client_id is another one than in Authorization.');
  }
  return { clientId: limited(id), secret: limited(formDecoded(pair.slice(colon + 1))) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidBasic();
  }
}

function invalidBasic(): OauthError {
  return new OauthError('invalid_client', 'Authorization must be Basic with client id and secret.');
}

function limited(text: string): string {
  if (text.length <= MAX_CREDENTIAL_LENGTH) return text;
  throw new OauthError('invalid_client', 'There is no such client.');
}
