import { errorProblems, problem, statusProblems } from '../../client/expectations.js';
import { at, listAt } from '../../client/json.js';
import { GROUP_URN, patchBody } from '../../client/messages.js';
import { inParallel } from '../../parallel.js';
import { create, equal, hasMembers, match, patch, read, remove } from '../steps.js';
import { membersOf, type Team } from '../people.js';
import type { Group, SimulationContext, User } from '../simulation-context.js';

const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const WITHOUT_MEMBERS = 'excludedAttributes=members';

/** How many members go into one PATCH; Entra sends batches and documents no limit (E30). */
const BATCH = 100;

interface Membership {
  readonly group: Group;
  readonly members: readonly string[];
  readonly modern: boolean;
}

/** The groups' part of a cycle: after the people, whose ids it needs. */
export async function provisionGroups(
  context: SimulationContext,
  users: readonly User[],
  modern: boolean,
): Promise<void> {
  const groups = await context.each('create groups', context.teams, (team) =>
    provision(context, team),
  );
  await context.each('group members', groups, async (group) => {
    const chosen = membersOf(users, group.team, context.teams.length);
    const members = chosen.map(({ id }) => id);
    await changeMembers(context, { group, members, modern });
  });
  await context.each('rename groups', groups, (group) => rename(context, group, modern));
  if (context.keeps) return;
  await context.each('delete groups', groups, ({ id }) => remove(context, 'E18', 'Group', id));
}

/** E7, E8, E23: an extra schema that is not echoed, no members in any answer, names unique. */
async function provision(context: SimulationContext, team: Team): Promise<Group | undefined> {
  const { displayName, externalId } = team;
  const filter = equal('displayName', displayName);
  await match(context, 'E8', { type: 'Group', filter, also: WITHOUT_MEMBERS });
  const schemas = [GROUP_URN, ADSCIM_GROUP];
  const body = { schemas, externalId, displayName, meta: { resourceType: 'Group' } };
  const id = await create(context, 'E7', 'Group', body);
  if (id === undefined) return undefined;
  const found = await match(context, 'E8', { type: 'Group', filter, also: WITHOUT_MEMBERS, id });
  const echoed = listAt(found.json, 'Resources', 0, 'schemas');
  const known = !echoed.includes(ADSCIM_GROUP);
  context.answers.checkThat(found, 'E7', known, 'schemas without the URN it does not know', echoed);
  const byExternalId = equal('externalId', externalId);
  await match(context, 'E5', { type: 'Group', filter: byExternalId, also: WITHOUT_MEMBERS, id });
  const twice = await context.client.send('POST', '/Groups', {
    body: { ...body, externalId: context.random.guid() },
  });
  context.answers.check(twice, 'E23', errorProblems(twice, [409], ['uniqueness']));
  return { team, id };
}

/** E14 to E17, E30 */
async function changeMembers(context: SimulationContext, membership: Membership): Promise<void> {
  const { group, members, modern } = membership;
  const { id } = group;
  await addAtOnce(context, membership);
  await hasMembers(context, 'E16', id, members);
  const lean = await read(context, 'E8', { type: 'Group', id, query: WITHOUT_MEMBERS });
  context.answers.checkThat(lean, 'E8', at(lean.json, 'members') === undefined, 'no members');
  const [first, ...others] = members;
  if (first === undefined) return;
  await leave(context, membership, first);
  await hasMembers(context, 'E14', id, others);
  const op = modern ? 'add' : 'Add';
  const operations = [{ op, path: 'members', value: [{ value: first }] }];
  await patch(context, 'E15', { type: 'Group', id, operations, statuses: [204] });
  // once more: a member who is there already is no error
  await patch(context, 'E15', { type: 'Group', id, operations, statuses: [204] });
  await hasMembers(context, 'E14', id, [...others, first]);
  await addUnknown(context, membership);
}

/** E16, E30: batches that arrive at the same time, all of which must be kept. */
async function addAtOnce(
  context: SimulationContext,
  { group, members, modern }: Membership,
): Promise<void> {
  const size = Math.max(1, Math.min(BATCH, Math.ceil(members.length / 3)));
  const batches: string[][] = [];
  for (let from = 0; from < members.length; from += size)
    batches.push(members.slice(from, from + size));
  await inParallel(batches, 4, async (batch) => {
    const value = batch.map((member) => ({ value: member }));
    const operations = [{ op: modern ? 'add' : 'Add', path: 'members', value }];
    await patch(context, 'E30', { type: 'Group', id: group.id, operations, statuses: [204] });
  });
}

/** E14: the two ways to say that one member leaves. */
async function leave(
  context: SimulationContext,
  { group: { id }, modern }: Membership,
  member: string,
): Promise<void> {
  const operation = modern
    ? { op: 'remove', path: `members[value eq "${member}"]` }
    : { op: 'Remove', path: 'members', value: [{ $ref: null, value: member }] };
  await patch(context, 'E14', { type: 'Group', id, operations: [operation], statuses: [204] });
}

/**
 * E17: a member that the server does not know must not be answered with 5xx, which Entra would repeat for ever, and must not hold up
 * the others.
 */
async function addUnknown(
  context: SimulationContext,
  { group: { id }, members, modern }: Membership,
): Promise<void> {
  const value = [{ value: context.random.guid() }];
  const body = patchBody({ op: modern ? 'add' : 'Add', path: 'members', value });
  const answer = await context.client.send('PATCH', `/Groups/${id}`, { body });
  const refused = answer.status >= 400 && answer.status < 500;
  const problems = refused
    ? errorProblems(answer, [answer.status])
    : statusProblems(answer, [200, 204]);
  if (answer.status >= 500) problems.push(problem('4xx, or the member skipped', answer.status));
  context.answers.check(answer, 'E17', problems);
  await hasMembers(context, 'E17', id, members);
}

async function rename(
  context: SimulationContext,
  { team, id }: Group,
  modern: boolean,
): Promise<void> {
  const displayName = `${team.displayName} renamed`;
  const operation = modern
    ? { op: 'replace', value: { displayName } }
    : { op: 'Replace', path: 'displayName', value: displayName };
  await patch(context, 'E15', { type: 'Group', id, operations: [operation], statuses: [204] });
  const has = { displayName, externalId: team.externalId };
  await read(context, 'E15', { type: 'Group', id, query: WITHOUT_MEMBERS, has });
}
