/** The same people and groups for everybody, over SCIM. */
import { userBody } from '../seed.js';
import type { Running } from './running.js';

/** Members of the groups of the rows. */
export const GROUP_SIZES = [10, 1_000, 10_000];
/** Requests at once. */
const AT_ONCE = 8;
/** Members that one PATCH brings where a group has none at first. */
const MEMBERS_PER_PATCH = 500;

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** People who are in no group, join them and leave them again. */
export function outsideOf(size: number): number {
  return Math.min(100, Math.floor(size / 20));
}

export async function seed(server: Running, size: number): Promise<void> {
  const started = performance.now();
  await server.makeDurable?.(false);
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < size) {
      const n = (next += 1) - 1;
      const { id } = await server.say<{ readonly id: string }>('POST', '/Users', userBody(n));
      server.userIds[n] = id;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  for (const members of GROUP_SIZES) {
    if (isWithin(server, members, size)) await seedGroup(server, members, size);
  }
  await server.makeDurable?.(true);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.error(
    `  ${server.name}: ${size} people and ${server.groupIds.size} groups, ${seconds} s`,
  );
}

export function isWithin({ peer }: Running, members: number, size: number): boolean {
  return members <= size && members <= (peer?.maxMembers ?? Infinity);
}

/** Where those who join would be too many, they have their places left free: the largest group is never larger than its name says. */
async function seedGroup(server: Running, members: number, size: number): Promise<void> {
  const outside = outsideOf(size);
  const count = members > outside ? members - outside : members;
  const values = server.userIds.slice(outside, outside + count).map((value) => ({ value }));
  const byPatch = server.peer?.membersByPatch === true;
  const { id } = await server.say<{ readonly id: string }>('POST', '/Groups', {
    schemas: [GROUP],
    displayName: `Group of ${members}`,
    ...(!byPatch && { members: values }),
  });
  server.groupIds.set(members, id);
  for (let from = 0; byPatch && from < count; from += MEMBERS_PER_PATCH) {
    const value = values.slice(from, from + MEMBERS_PER_PATCH);
    await server.say('PATCH', `/Groups/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'add', path: 'members', value }],
    });
  }
}
