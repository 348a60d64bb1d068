import {
  badRequest,
  type AttributeDefinition,
  type Resource,
  type ResourceType,
} from '@muster/scim';
import { all, equals, type Reading, type ScimUser, type Term, type Writers } from '#store/index.js';
import { toTerm, type Translation } from './query.js';
import { MAX_FACET_LENGTH } from './searchables.js';
import { notUnique } from './writing.js';

export function userNamed(connectionId: string, userNameKey: string): Term {
  return all(equals('connectionId', connectionId), equals('userNameKey', userNameKey));
}

/** Error 409 when another user of the connection has the name. */
export async function requireFreeUserName(
  tx: Writers,
  connectionId: string,
  userNameKey: string,
): Promise<void> {
  const existing = await tx.scimUsers.first(userNamed(connectionId, userNameKey));
  if (existing) throw notUnique('userName', existing.id);
}

interface FreeCheck {
  readonly before: ScimUser;
  readonly after: ScimUser;
  /** the same as resources */
  readonly resources: Pick<UniqueCheck, 'before' | 'after'>;
}

/** Error 409 where the change takes a value that another user has. */
export async function requireFreeValues(
  tx: Writers,
  type: ResourceType,
  { before, after, resources }: FreeCheck,
): Promise<void> {
  const { connectionId, id, userNameKey } = after;
  if (userNameKey !== before.userNameKey) await requireFreeUserName(tx, connectionId, userNameKey);
  await requireUnique(tx.scimUsers, type, {
    connectionId,
    id,
    ...resources,
  });
}

interface UniqueCheck {
  readonly connectionId: string;
  /** of the resource that is written */
  readonly id: string;
  /** as it was; empty when it is new */
  readonly before: Resource;
  readonly after: Resource;
}

/**
 * Attributes of configured schemas whose uniqueness is `server` (RFC 7643 section 7): error 409 when another resource of the connection
 * has the value. Only new values are asked for, each by its index.
 */
export async function requireUnique<R extends { readonly id: string }>(
  reading: Pick<Reading<R>, 'find'>,
  type: ResourceType,
  { connectionId, id, before, after }: UniqueCheck,
): Promise<void> {
  const translation: Translation = {
    connectionId,
    type,
    columns: {},
    linked: { attribute: '', own: '', other: '', columns: {} },
  };
  for (const schema of type.extensions) {
    for (const { attribute, sub } of schema.attributes.flatMap(uniqueParts)) {
      const known = new Set(valuesAt(before[schema.id], attribute, sub));
      for (const value of valuesAt(after[schema.id], attribute, sub)) {
        if (known.has(value)) continue;
        const path = `${schema.id}:${attribute.name}`;
        if (value.length > MAX_FACET_LENGTH) {
          const most = `at most ${MAX_FACET_LENGTH} characters`;
          throw badRequest('invalidValue', `${path} must be unique, and so may have ${most}`);
        }
        const at = { schema, attribute, ...(sub && { sub }) };
        const same = toTerm({ kind: 'compare', at, operator: 'eq', value }, translation);
        const where = all(equals('connectionId', connectionId), same);
        const { records } = await reading.find({ where, limit: 2 });
        const other = records.find((record) => record.id !== id);
        if (other) throw notUnique(path, other.id);
      }
    }
  }
}

interface UniquePart {
  readonly attribute: AttributeDefinition;
  /** its `value`, when that is what must be unique */
  readonly sub?: AttributeDefinition;
}

function uniqueParts(attribute: AttributeDefinition): UniquePart[] {
  if (attribute.type !== 'complex') return attribute.uniqueness === 'none' ? [] : [{ attribute }];
  const subs = attribute.subAttributes ?? [];
  return subs.filter(({ uniqueness }) => uniqueness !== 'none').map((sub) => ({ attribute, sub }));
}

function valuesAt(
  data: unknown,
  { name }: AttributeDefinition,
  sub: AttributeDefinition | undefined,
): string[] {
  const value = (data as Record<string, unknown> | undefined)?.[name];
  return [value].flat().flatMap((one) => {
    const text = sub ? (one as Record<string, unknown> | undefined)?.[sub.name] : one;
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
}
