/**
 * Owns the catalogue of events: every type that host applications are told of, with the shape of its payload and an example. One file for
 * each family. What the journal appends in any test is held against it (test/kit/event-catalogue.ts).
 */
import { z } from 'zod';
import { event } from '../event-shapes.js';
import { accountsEvents } from './accounts.js';
import { ID, TIME, type EventType } from './declarations.js';
import { directoriesEvents } from './directories.js';
import { integrationsEvents } from './integrations.js';
import { domainsEvents } from './domains.js';
import { invitationsEvents } from './invitations.js';
import { membersEvents } from './members.js';
import { organizationsEvents } from './organizations.js';
import { rolesEvents } from './roles.js';
import { seatsEvents } from './seats.js';
import { signInEvents } from './sign-in.js';
import { spacesEvents } from './spaces.js';
import { tasksEvents } from './tasks.js';

export type { EventType } from './declarations.js';

/** Of the payloads below. What is added to one leaves it as it is; what is renamed or taken away makes a new version. */
export const CATALOGUE_VERSION = 1;

/** By family, in the order in which the documentation has them. */
export const EVENT_FAMILIES = {
  members: membersEvents,
  invitations: invitationsEvents,
  roles: rolesEvents,
  spaces: spacesEvents,
  seats: seatsEvents,
  directories: directoriesEvents,
  'sign-in': signInEvents,
  accounts: accountsEvents,
  organizations: organizationsEvents,
  domains: domainsEvents,
  tasks: tasksEvents,
  integrations: integrationsEvents,
} as const;

/** Every type by name. */
export const EVENT_TYPES: ReadonlyMap<string, EventType> = new Map(
  Object.values(EVENT_FAMILIES).flatMap((family) => Object.entries(family)),
);

/** JSON Schema (2020-12) of an event of the type as it is sent; undefined: there is no such type. */
export function eventSchemaOf(type: string): object | undefined {
  const declared = EVENT_TYPES.get(type);
  if (!declared) return undefined;
  return z.toJSONSchema(
    event.extend({ type: z.literal(type), data: dataOf(declared) }).meta({
      id: `${type}.v${CATALOGUE_VERSION}`,
      description: declared.description,
    }),
    { io: 'input', unrepresentable: 'any' },
  );
}

/** A payload, or what is left of it once a person in it was erased. */
export function dataOf({ before, after }: EventType): z.ZodType {
  return z.looseObject({
    ...(before && { before: before.optional() }),
    ...(after && { after: after.optional() }),
  });
}

/** An event of the type, whole. */
export function exampleOf(type: string, { objects, example }: EventType): object {
  const [kind = 'organization'] = objects;
  return {
    id: ID,
    type,
    version: CATALOGUE_VERSION,
    timestamp: TIME,
    organizationId: ID,
    sequence: 42,
    cursor: `${ID}.42`,
    actor: { kind: 'api_key', id: ID, name: 'Host application' },
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    object: { kind, id: ID, name: 'Example' },
    data: example,
  };
}
