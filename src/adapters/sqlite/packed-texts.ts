import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SqlValue } from './driver.js';

/** Shorter texts are kept as they are. */
const MIN_LENGTH = 1_024;

/** First byte of what is kept: which dictionary it was made with, the one below, or that one and the record's own values behind it. */
const [FORM, FORM_WITH_VALUES] = [1, 2];

/**
 * What texts of the exchange log are likely to say: names of attributes, of fields and of schemas (RFC 7643). The most likely stands last,
 * where it is nearest. It is part of what is kept: another one needs another form.
 */
const DICTIONARY = Buffer.from(
  [
    'userType nickName profileUrl timezone ims photos x509Certificates entitlements roles division organization costCenter',
    '"scimType":"invalidValue","scimType":"uniqueness","scimType":"mutability","status":"400","status":"404","status":"409"',
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"',
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Reso',
    'urces":[',
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"bulkId":"',
    '{"step":"member.updated","detail":"member ',
    ': no member of the organization has the address , or another user stands for that one"}],',
    '"trace":[{"step":"member.created","detail":"member ',
    '"urn:ietf:params:scim:schemas:core:2.0:Group"],"members":[{"value":"","display":"","type":"User"},"members[value eq \\"',
    '{\\"schemas\\":[\\"urn:ietf:params:scim:api:messages:2.0:PatchOp\\"],\\"Operations\\":[{\\"op\\":\\"replace\\",\\"path\\',
    '":\\"active\\",\\"value\\":',
    '{\\"op\\":\\"add\\",\\"path\\":\\"members\\",\\"value\\":[{\\"value\\":\\"',
    '"difference":[{"path":"id","after":""},{"path":"externalId","before":"","after":""},{"path":"userName","after":""},{"pat',
    'h":"active","after":true},',
    '{"path":"displayName","after":""},{"path":"name","after":{"formatted":"","givenName":"","familyName":""}},{"path":"title',
    '","after":""},',
    '{"path":"preferredLanguage","after":"en-US"},{"path":"emails","after":[{"value":"","type":"work","primary":true}]},{"pat',
    'h":"phoneNumbers",',
    '"after":[{"value":"+1 ","type":"work"}]},{"path":"addresses","after":[{"type":"work","streetAddress":"","locality":"","r',
    'egion":"",',
    '"postalCode":"","country":"US"}]},{"path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","after":{"employe',
    'eNumber":"",',
    '"department":"","costCenter":"","organization":"","manager":{"value":"","displayName":""}}}],"bytes":',
    '"request":"{\\"schemas\\":[\\"urn:ietf:params:scim:schemas:core:2.0:User\\",\\"urn:ietf:params:scim:schemas:extension:en',
    'terprise:2.0:User\\"],',
    '\\"externalId\\":\\"\\",\\"userName\\":\\"\\",\\"active\\":true,\\"displayName\\":\\"\\",\\"name\\":{\\"formatted\\":\\"',
    '\\",\\"givenName\\":\\"',
    '\\",\\"familyName\\":\\"\\"},\\"title\\":\\"\\",\\"preferredLanguage\\":\\"en-US\\",\\"emails\\":[{\\"value\\":\\"@examp',
    'le.com\\",\\"type\\":\\"work\\",',
    '\\"primary\\":true}],\\"phoneNumbers\\":[{\\"value\\":\\"\\",\\"type\\":\\"work\\"}],\\"addresses\\":[{\\"type\\":\\"wor',
    'k\\",\\"streetAddress\\":\\"',
    '\\",\\"locality\\":\\"\\",\\"region\\":\\"\\",\\"postalCode\\":\\"\\",\\"country\\":\\"US\\"}],\\"urn:ietf:params:scim:s',
    'chemas:extension:enterprise:2.0:User\\":',
    '{\\"employeeNumber\\":\\"\\",\\"department\\":\\"\\",\\"manager\\":{\\"value\\":\\"\\"}},\\"meta\\":{\\"resourceType\\":',
    '\\"User\\",\\"created\\":\\"20',
    '\\",\\"lastModified\\":\\"20\\",\\"version\\":\\"W/\\\\\\"1\\\\\\"\\",\\"location\\":\\"https://',
    '/v2/Users/\\"}}","response":"{\\"schemas\\":[\\"urn:ietf:params:scim:schemas:core:2.0:',
    '"subjectId":"","memberId":"","address":"","userAgent":"","personKey":"asked:","request":"{\\"schemas\\":[\\"urn:ietf:par',
    'ams:scim:',
    '"method":"PATCH","operation":"group.patch","status":204,"method":"PATCH","operation":"user.patch","status":200,"method":',
    '"POST",',
    '"operation":"user.create","status":201,"latencyMs":1.,"trace":[],"outcome":"ok","resourceType":"User","resourceId":"',
    '{"id":"01","version":1,"createdAt":"202-:00.000Z","updatedAt":"202-:00.000Z","organizationId":"01","connectionId":"01',
    '","credentialId":"01","path":"/Users/","traceId":"01',
  ].join(''),
);

/** The usual level, 6, makes a twentieth less of a text. */
const LEVEL = 3;

/** A window of 8 KiB: a body and its answer are mostly within it, and making it costs less than the usual one. */
const OPTIONS = { windowBits: 13, memLevel: 7, dictionary: DICTIONARY } as const;

/** Bytes that are made at a time. node holds so many of each text until a full collection, and V8 begins one when enough have gathered. */
const CHUNK_BYTES = 2_048;

/** Of a record's own values so many bytes are looked at. */
const MAX_VALUES_BYTES = 1_024;

/** The dictionary with room for values: they stand last, where they are nearest. One for all, which is used within a call. */
const withValues = Buffer.concat([DICTIONARY, Buffer.alloc(MAX_VALUES_BYTES)]);

function dictionaryWith(values: string): Buffer {
  const length = withValues.write(values, DICTIONARY.length);
  return withValues.subarray(0, DICTIONARY.length + length);
}

/** What is kept of a text of JSON: itself, or fewer bytes. */
export function packed(text: string): SqlValue {
  return kept(FORM, text, () => DICTIONARY);
}

/** The same of a text that says values again which stand beside it: they are asked for again where it is read. */
export function packedWith(values: string, text: string): SqlValue {
  return kept(FORM_WITH_VALUES, text, () => dictionaryWith(values));
}

function kept(form: number, text: string, dictionary: () => Buffer): SqlValue {
  if (text.length < MIN_LENGTH) return text;
  const options = { ...OPTIONS, dictionary: dictionary(), level: LEVEL, chunkSize: CHUNK_BYTES };
  return Buffer.concat([Buffer.of(form), deflateRawSync(text, options)]);
}

/**
 * The text of which `bytes` were made; `values`: those that stood beside it. @throws Error where it is damaged, or of a later release
 */
export function unpacked(bytes: unknown, values: () => string): string {
  if (!(bytes instanceof Uint8Array)) return String(bytes);
  const dictionary = dictionaryOf(bytes[0], values);
  return inflateRawSync(bytes.subarray(1), { ...OPTIONS, dictionary }).toString();
}

function dictionaryOf(form: number | undefined, values: () => string): Buffer {
  if (form === FORM) return DICTIONARY;
  if (form === FORM_WITH_VALUES) return dictionaryWith(values());
  throw new Error(`A packed text of form ${String(form)} is unknown.`);
}
