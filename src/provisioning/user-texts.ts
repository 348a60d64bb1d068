import { schemasOf, type Resource, type ResourceText, type ResourceType } from '@muster/scim';
import { Fault } from '#kernel/index.js';
import type { Kept, ScimUser } from '#store/index.js';
import { displayOf } from './displays.js';
import type { GroupsOfUsers } from './groups-of-users.js';
import { aliasOf, metaOf } from './resources.js';

type OtherFields = Omit<ScimUser, 'attributes'>;

/** A user as it is kept. */
export interface UserText extends OtherFields {
  /** JSON text of the core attributes: members of an object, without the braces; may be empty */
  readonly attributes: string;
}

const ATTRIBUTES = '"attributes":{';
const EXTENSIONS = '},"extensions":{';

/**
 * The record, where the core attributes, nearly all of its text, stay text. They stand before the extensions in every record, and first of
 * all in most, whose other fields are columns. No text inside of a record looks like the places of the cut, because quotation marks in it
 * are escaped, and no core attribute has one of these names.
 * Fault `store.unavailable` for what is no JSON: the file is damaged.
 */
export function cutUserText({ fields, text }: Kept<ScimUser>): UserText {
  const start = text.indexOf(ATTRIBUTES);
  const end = text.indexOf(EXTENSIONS, start);
  if (start > 0 && end > 0) {
    // without the comma or the bracket that stands before each
    const [before, behind] = [text.slice(0, start - 1), text.slice(end + 2)];
    const others = parse<OtherFields>(before === '' ? `{${behind}` : `${before},${behind}`);
    return { ...fields, ...others, attributes: text.slice(start + ATTRIBUTES.length, end) };
  }
  const { attributes, ...others } = parse<ScimUser>(text);
  return { ...fields, ...others, attributes: JSON.stringify(attributes).slice(1, -1) };
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
export function displayOfText({ attributes }: UserText): string {
  const [, name] = DISPLAY_NAME.exec(attributes) ?? [];
  return name === undefined
    ? displayOf(parse<Record<string, unknown>>(`{${attributes}}`))
    : parse<string>(name);
}

/** Writes users as resources in text: as `toResource` and `withGroups` do, to the letter. */
export function createUserTextWriter(
  type: ResourceType,
): (user: UserText, groups: GroupsOfUsers) => ResourceText {
  const extensions = type.extensions.map(({ id }) => ({ id, alias: aliasOf(id) }));
  return (user, groups) => {
    const { id, externalId, attributes } = user;
    const rest: Resource = {};
    for (const extension of extensions) {
      const data = user.extensions[extension.alias];
      if (data) rest[extension.id] = data;
    }
    let members = `"schemas":${JSON.stringify(schemasOf(type, rest))},"id":${JSON.stringify(id)}`;
    if (externalId !== undefined) members += `,"externalId":${JSON.stringify(externalId)}`;
    if (attributes !== '') members += `,${attributes}`;
    rest['meta'] = metaOf(type, user);
    const ownGroups = groups.get(id);
    if (ownGroups) rest['groups'] = ownGroups;
    return { id, members, rest };
  };
}
