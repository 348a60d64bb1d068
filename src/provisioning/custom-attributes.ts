import { isDeepStrictEqual } from 'node:util';
import { parseAttributePath, type Resource } from '@muster/scim';
import { type OrganizationScope, setDirectoryValues } from '#core/index.js';
import { foldCase } from '#kernel/index.js';
import type { AttributeDefinition, Member, Organization } from '#store/index.js';
import { byPreference } from './persons.js';

type Value = string | number | boolean;

/** Longer texts are cut: what cannot be written by a person is not written by a directory either. */
const MAX_TEXT_LENGTH = 1_000;

/** What a user says for the custom attributes that SCIM fills. An attribute that it does not say, or says wrongly, is absent. */
export function mappedValues(
  { attributes = [] }: Pick<Organization, 'attributes'>,
  resource: Resource,
): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const definition of attributes) {
    if (definition.scim === undefined) continue;
    const value = convertTo(definition, valueAt(resource, definition.scim));
    if (value !== undefined) values[definition.name] = value;
  }
  return values;
}

/** Whether the change of a user means another value of a custom attribute. Free where the organization has none. */
export function changesCustomAttributes(
  organization: Pick<Organization, 'attributes'>,
  before: Resource,
  after: Resource,
): boolean {
  if (!hasMappedAttributes(organization)) return false;
  const [from, to] = [mappedValues(organization, before), mappedValues(organization, after)];
  return !isDeepStrictEqual(from, to);
}

/** Puts what the user says into the member, as the directory's word. */
export async function writeCustomAttributes(
  scope: OrganizationScope,
  member: Member,
  resource: Resource,
): Promise<Member> {
  if (!hasMappedAttributes(scope.organization) || member.status === 'left') return member;
  return setDirectoryValues(scope, member, mappedValues(scope.organization, resource));
}

function hasMappedAttributes({ attributes = [] }: Pick<Organization, 'attributes'>): boolean {
  return attributes.some(({ scim }) => scim !== undefined);
}

function valueAt(resource: Resource, scim: string): unknown {
  const path = parseAttributePath(scim);
  if (!path) return undefined;
  const base: unknown = path.urn === undefined ? resource : propertyOf(resource, path.urn);
  const value = primaryOf(propertyOf(base, path.name));
  return path.sub === undefined ? simpleValueOf(value) : primaryOf(propertyOf(value, path.sub));
}

/** Names of SCIM have no letter case. */
function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const lowerName = name.toLowerCase();
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === lowerName);
  return found?.[1];
}

/** Of several the primary one, else that of work, else the first. */
function primaryOf(value: unknown): unknown {
  return Array.isArray(value) ? byPreference(value)[0] : value;
}

/** A complex value stands for its `value`: `manager`, `emails`. */
function simpleValueOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? propertyOf(value, 'value') : value;
}

function convertTo({ type, choices = [] }: AttributeDefinition, value: unknown): Value | undefined {
  switch (type) {
    case 'number': {
      const isNumeric = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim());
      const number = isNumeric ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)
        ? value.slice(0, 10)
        : undefined;
    case 'choice':
      return choices.find((choice) => foldCase(choice) === foldCase(String(value)));
    case 'text': {
      const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
      return text === '' ? undefined : text.slice(0, MAX_TEXT_LENGTH);
    }
  }
}
