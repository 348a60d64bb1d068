import {
  ENTERPRISE_USER_URN,
  entityTag,
  quotedText,
  schemasOf,
  type ExtensionText,
  type Resource,
  type ResourceText,
  type ResourceType,
} from '@muster/scim';
import { Fault } from '#kernel/index.js';
import type { Kept, ScimUser } from '#store/index.js';
import { displayOf } from './displays.js';
import type { GroupReference } from './groups-of-users.js';
import { aliasOf } from './resources.js';

/** A user as it is kept. */
export interface UserText {
  /** all but what stands below */
  readonly fields: Kept<ScimUser>['fields'];
  /** JSON text of the core attributes: members of an object, without the braces; may be empty */
  readonly attributes: string;
  /** the enterprise extension, where it is the only one */
  readonly enterprise?: ExtensionText | undefined;
  /** all extensions, where their text says more than that */
  readonly extensions?: ScimUser['extensions'] | undefined;
}

type OtherFields = Omit<ScimUser, 'attributes'>;

const ATTRIBUTES = '"attributes":{';
const EXTENSIONS = '},"extensions":{';

/** Of a record that has nothing before its attributes, and behind its extensions nothing or its address: nothing that a read shows. */
const UNSHOWN = /^(?:,"emailKey":"[^"\\]*")?\}$/;

/**
 * The record, where the core attributes and the enterprise extension, nearly all of its text, stay text. The attributes stand before the
 * extensions in every record, and first of all in most, whose other fields are columns. No text inside of a record looks like the places
 * of the cut, because quotation marks in it are escaped, and no core attribute has one of these names.
 * Fault `store.unavailable` for what is no JSON: the file is damaged.
 */
export function cutUserText({ fields, text }: Kept<ScimUser>): UserText {
  const start = text.indexOf(ATTRIBUTES);
  const end = text.indexOf(EXTENSIONS, start);
  if (start <= 0 || end <= 0) {
    const { attributes, extensions, ...others } = parse<ScimUser>(text);
    const ownAttributes = JSON.stringify(attributes).slice(1, -1);
    return { fields: { ...fields, ...others }, attributes: ownAttributes, extensions };
  }
  const attributes = text.slice(start + ATTRIBUTES.length, end);
  const enterprise = enterpriseIn(text, end + EXTENSIONS.length);
  if (enterprise === undefined) {
    // without the comma or the bracket that stands before each
    const [before, behind] = [text.slice(0, start - 1), text.slice(end + 2)];
    const others = parse<OtherFields>(before === '' ? `{${behind}` : `${before},${behind}`);
    const { extensions, ...rest } = others;
    return { fields: { ...fields, ...rest }, attributes, extensions };
  }
  const [before, behind] = [text.slice(0, start - 1), text.slice(enterprise.end)];
  if (before === '' && UNSHOWN.test(behind)) {
    return { fields, attributes, enterprise: enterprise.text };
  }
  const others = parse<Partial<ScimUser>>(before === '' ? `{${behind.slice(1)}` : before + behind);
  return { fields: { ...fields, ...others }, attributes, enterprise: enterprise.text };
}

const ENTERPRISE = `"${aliasOf(ENTERPRISE_USER_URN)}":{`;
const MANAGER = '"manager":';
const VALUE = '{"value":"';

interface EnterpriseText {
  readonly text: ExtensionText;
  /** behind the extensions of the record */
  readonly end: number;
}

/**
 * The enterprise extension, when the extensions begin there and it is the only one: texts, and at most one object, a manager of whom there
 * is nothing but the id. Undefined for all else, which is parsed.
 */
function enterpriseIn(text: string, start: number): EnterpriseText | undefined {
  if (!text.startsWith(ENTERPRISE, start)) return undefined;
  const from = start + ENTERPRISE.length - 1;
  const first = text.indexOf('}', from);
  const manager = text.lastIndexOf('{', first);
  const isManager = manager > from && text.startsWith(MANAGER, manager - MANAGER.length);
  const last = isManager ? text.indexOf('}', first + 1) : first;
  if (text[last + 1] !== '}') return undefined;
  if (!isManager) {
    const whole = text.slice(from, first + 1);
    if (!endsText(text, first) || whole.includes(MANAGER)) return undefined;
    return { text: enterprise(whole), end: last + 2 };
  }
  if (!text.startsWith(VALUE, manager)) return undefined;
  const [value, end] = [manager + VALUE.length, first - 1];
  if (end < value || text[end] !== '"') return undefined;
  const reference = text.slice(value, end);
  if (reference.includes('"') || reference.includes('\\')) return undefined;
  if (last !== first + 1 && !endsText(text, last)) return undefined;
  const before = text.slice(from, manager);
  return { text: enterprise(before, reference, text.slice(first + 1, last + 1)), end: last + 2 };
}

function enterprise(before: string, reference?: string, after = ''): ExtensionText {
  const id = ENTERPRISE_USER_URN;
  const whole = { id, attribute: 'manager', before, after };
  return reference === undefined ? whole : { ...whole, reference };
}

/** Whether a text of JSON ends before `at`, where a bracket is: neither an escaped mark stands there nor one that begins a text. */
function endsText(text: string, at: number): boolean {
  return text[at - 1] === '"' && !'\\:,{['.includes(text[at - 2] ?? ':');
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Fault('store.unavailable', {}, { cause });
  }
}

/** A display name that is not empty, as JSON. No core attribute has a sub-attribute of this name. */
const DISPLAY_NAME = /"displayName":("(?:[^"\\]|\\.)+")/;

/** `displayOf` of the record. Most have a display name, for which nothing else is parsed. */
export function displayOfText({ attributes }: Pick<UserText, 'attributes'>): string {
  const [, name] = DISPLAY_NAME.exec(attributes) ?? [];
  return name === undefined
    ? displayOf(parse<Record<string, unknown>>(`{${attributes}}`))
    : parse<string>(name);
}

/** Writes users as resources in text: as `toResource` and `withGroups` do, to the letter. */
export function createUserTextWriter(
  type: ResourceType,
): (user: UserText, groups: readonly GroupReference[] | undefined) => ResourceText {
  const known = type.extensions.map(({ id }) => ({ id, alias: aliasOf(id) }));
  const both = JSON.stringify(schemasOf(type, { [ENTERPRISE_USER_URN]: { manager: {} } }));

  const underUrns = (extensions: ScimUser['extensions']): Resource => {
    const rest: Resource = {};
    for (const { id, alias } of known) {
      const data = extensions[alias];
      if (data) rest[id] = data;
    }
    return rest;
  };

  return ({ fields, attributes, enterprise: extension, extensions }, groups) => {
    const { id, externalId, createdAt, updatedAt, version } = fields;
    const rest = extensions && underUrns(extensions);
    const schemas = extension ? both : JSON.stringify(schemasOf(type, rest ?? {}));
    let members = `"schemas":${schemas},"id":${quotedText(id)}`;
    if (externalId !== undefined) members += `,"externalId":${quotedText(externalId)}`;
    if (attributes !== '') members += `,${attributes}`;
    const meta = { created: createdAt, lastModified: updatedAt, version: entityTag(version) };
    return { id, members, extension, rest, meta, lists: groups && { groups } };
  };
}
