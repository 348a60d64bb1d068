import type { Operations } from '@muster/client';
import type { Console } from '../../data/console.js';
import { server } from '../../data/server.js';
import type { Fields, FieldValue } from '../../patterns/edit/index.js';
import type { Member, MemberSeat } from './member-data.js';
import { changesOf, RECORD_FIELDS, rolesToSet } from './member-fields.js';

export type RolePreview = Operations['previewMemberRoles']['output'];

export interface Saving {
  readonly member: Member;
  readonly console: Pick<Console, 'roles'>;
  readonly seats: readonly MemberSeat[];
  readonly changes: Fields;
  readonly version: number;
  /** the person has seen which powers the roles give */
  readonly confirm: boolean;
}

/** One call, and the fields that it saves. `run` answers the version that the record has then. */
interface Step {
  readonly fields: readonly string[];
  run(version: number): Promise<number>;
}

export interface Saved {
  /** fields that are saved, also where a later call was refused */
  readonly fields: readonly string[];
  readonly version: number;
  readonly error?: unknown;
}

/** Only what differs is sent, the record and the roles against the version that was read. Ends at the first refusal. */
export async function saveChanges(saving: Saving): Promise<Saved> {
  const fields: string[] = [];
  let { version } = saving;
  for (const step of stepsOf(saving)) {
    try {
      version = await step.run(version);
    } catch (error) {
      return { fields, version, error };
    }
    fields.push(...step.fields);
  }
  return { fields, version };
}

/** What the wanted roles would give and take. */
export function previewRoles(
  { member, console }: Pick<Saving, 'member' | 'console'>,
  wanted: readonly string[],
): Promise<RolePreview> {
  return server.previewMemberRoles({
    params: paramsOf(member),
    body: { roles: rolesToSet(member, console, wanted) },
  });
}

function stepsOf(saving: Saving): readonly Step[] {
  return [...recordStep(saving), ...roleStep(saving), ...seatSteps(saving), ...spaceSteps(saving)];
}

function paramsOf({ organizationId, id }: Member): { organizationId: string; memberId: string } {
  return { organizationId, memberId: id };
}

function recordStep({ member, changes }: Saving): Step[] {
  const own = RECORD_FIELDS.filter((field) => field in changes);
  const attributes = changesOf(changes, 'attributes');
  if (own.length + attributes.length === 0) return [];
  const body = {
    ...Object.fromEntries(own.map((field) => [field, changes[field]])),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  } as Operations['updateMember']['input']['body'];
  return [
    {
      fields: [...own, ...attributes.map(([name]) => `attributes.${name}`)],
      run: async (version) => {
        const params = paramsOf(member);
        return (await server.updateMember({ params, body, ifMatch: `"${version}"` })).version;
      },
    },
  ];
}

function roleStep({ member, console, changes, confirm }: Saving): Step[] {
  const wanted = changes['roles'];
  if (!Array.isArray(wanted)) return [];
  const roles = rolesToSet(member, console, wanted as readonly string[]);
  return [
    {
      fields: ['roles'],
      run: async (version) => {
        const body = { roles, ...(confirm && { confirm }) };
        const params = paramsOf(member);
        return (await server.setMemberRoles({ params, body, ifMatch: `"${version}"` })).version;
      },
    },
  ];
}

function seatSteps({ member, seats, changes }: Saving): Step[] {
  const { organizationId, id: memberId } = member;
  return changesOf(changes, 'seats').map(([productId, wanted]) => ({
    fields: [`seats.${productId}`],
    run: async (version) => {
      const seat = seats.find((one) => one.productId === productId && one.status !== 'released');
      if (wanted !== null) {
        const body = { productId, memberId, whenFull: 'request' as const };
        await server.assignSeat({ params: { organizationId }, body });
      } else if (seat) {
        await server.releaseSeat({ params: { organizationId, seatId: seat.id } });
      }
      return version;
    },
  }));
}

function spaceSteps({ member, changes }: Saving): Step[] {
  return changesOf(changes, 'spaces').map(([spaceId, role]) => ({
    fields: [`spaces.${spaceId}`],
    run: async (version) => {
      await changeSpace({ ...paramsOf(member), spaceId }, role);
      return version;
    },
  }));
}

async function changeSpace(
  params: Operations['setSpaceMember']['input']['params'],
  role: FieldValue,
): Promise<void> {
  if (typeof role === 'string') await server.setSpaceMember({ params, body: { role } });
  else await server.removeSpaceMember({ params });
}
