import { errorProblems, problem, statusProblems } from '../../client/expectations.js';
import { at, listAt } from '../../client/json.js';
import { GROUP_URN, patchBody } from '../../client/messages.js';
import { create, equal, hasMembers, match, patch, read, remove } from '../moves.js';
import { membersOf, type Team } from '../people.js';
import { inParallel, type Group, type Stage, type User } from '../stages.js';

const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const WITHOUT_MEMBERS = 'excludedAttributes=members';

/** How many members go into one PATCH; Entra batches, nobody documents a limit (E30). */
const BATCH = 100;

interface Membership {
  readonly group: Group;
  readonly members: readonly string[];
  readonly modern: boolean;
}

/** The groups' part of a cycle: after the people, whose ids it needs. */
export async function provisionGroups(
  stage: Stage,
  users: readonly User[],
  modern: boolean,
): Promise<void> {
  const groups = await stage.each('create groups', stage.teams, (team) => provision(stage, team));
  await stage.each('group members', groups, async (group) => {
    const chosen = membersOf(users, group.team, stage.teams.length);
    const members = chosen.map(({ id }) => id);
    await changeMembers(stage, { group, members, modern });
  });
  await stage.each('rename groups', groups, (group) => rename(stage, group, modern));
  await stage.each('delete groups', groups, ({ id }) => remove(stage, 'E18', 'Group', id));
}

/** E7, E8, E23: an extra schema that is not echoed, no members in any answer, names unique. */
async function provision(stage: Stage, team: Team): Promise<Group | undefined> {
  const { displayName, externalId } = team;
  const filter = equal('displayName', displayName);
  await match(stage, 'E8', { type: 'Group', filter, also: WITHOUT_MEMBERS });
  const schemas = [GROUP_URN, ADSCIM_GROUP];
  const body = { schemas, externalId, displayName, meta: { resourceType: 'Group' } };
  const id = await create(stage, 'E7', 'Group', body);
  if (id === undefined) return undefined;
  const found = await match(stage, 'E8', { type: 'Group', filter, also: WITHOUT_MEMBERS, id });
  const echoed = listAt(found.json, 'Resources', 0, 'schemas');
  const known = !echoed.includes(ADSCIM_GROUP);
  stage.judge.that(found, 'E7', known, 'schemas without the URN it does not know', echoed);
  const byExternalId = equal('externalId', externalId);
  await match(stage, 'E5', { type: 'Group', filter: byExternalId, also: WITHOUT_MEMBERS, id });
  const twice = await stage.client.send('POST', '/Groups', {
    body: { ...body, externalId: stage.random.guid() },
  });
  stage.judge.judge(twice, 'E23', errorProblems(twice, [409], ['uniqueness']));
  return { team, id };
}

/** E14 to E17, E30 */
async function changeMembers(stage: Stage, membership: Membership): Promise<void> {
  const { group, members, modern } = membership;
  const { id } = group;
  await addAtOnce(stage, membership);
  await hasMembers(stage, 'E16', id, members);
  const lean = await read(stage, 'E8', { type: 'Group', id, query: WITHOUT_MEMBERS });
  stage.judge.that(lean, 'E8', at(lean.json, 'members') === undefined, 'no members');
  const [first, ...others] = members;
  if (first === undefined) return;
  await leave(stage, membership, first);
  await hasMembers(stage, 'E14', id, others);
  const op = modern ? 'add' : 'Add';
  const operations = [{ op, path: 'members', value: [{ value: first }] }];
  await patch(stage, 'E15', { type: 'Group', id, operations, statuses: [204] });
  // once more: a member who is there already is no error
  await patch(stage, 'E15', { type: 'Group', id, operations, statuses: [204] });
  await hasMembers(stage, 'E14', id, [...others, first]);
  await addUnknown(stage, membership);
}

/** E16, E30: batches that arrive at the same time, all of which must be kept. */
async function addAtOnce(stage: Stage, { group, members, modern }: Membership): Promise<void> {
  const size = Math.max(1, Math.min(BATCH, Math.ceil(members.length / 3)));
  const batches: string[][] = [];
  for (let from = 0; from < members.length; from += size)
    batches.push(members.slice(from, from + size));
  await inParallel(batches, 4, async (batch) => {
    const value = batch.map((member) => ({ value: member }));
    const operations = [{ op: modern ? 'add' : 'Add', path: 'members', value }];
    await patch(stage, 'E30', { type: 'Group', id: group.id, operations, statuses: [204] });
  });
}

/** E14: the two ways to say that one member leaves. */
async function leave(
  stage: Stage,
  { group: { id }, modern }: Membership,
  member: string,
): Promise<void> {
  const operation = modern
    ? { op: 'remove', path: `members[value eq "${member}"]` }
    : { op: 'Remove', path: 'members', value: [{ $ref: null, value: member }] };
  await patch(stage, 'E14', { type: 'Group', id, operations: [operation], statuses: [204] });
}

/** E17: somebody the server does not know must be no 5xx, which Entra would repeat for ever, and must hold up nobody else. */
async function addUnknown(
  stage: Stage,
  { group: { id }, members, modern }: Membership,
): Promise<void> {
  const value = [{ value: stage.random.guid() }];
  const body = patchBody({ op: modern ? 'add' : 'Add', path: 'members', value });
  const answer = await stage.client.send('PATCH', `/Groups/${id}`, { body });
  const refused = answer.status >= 400 && answer.status < 500;
  const problems = refused
    ? errorProblems(answer, [answer.status])
    : statusProblems(answer, [200, 204]);
  if (answer.status >= 500) problems.push(problem('4xx, or the member skipped', answer.status));
  stage.judge.judge(answer, 'E17', problems);
  await hasMembers(stage, 'E17', id, members);
}

async function rename(stage: Stage, { team, id }: Group, modern: boolean): Promise<void> {
  const displayName = `${team.displayName} renamed`;
  const operation = modern
    ? { op: 'replace', value: { displayName } }
    : { op: 'Replace', path: 'displayName', value: displayName };
  await patch(stage, 'E15', { type: 'Group', id, operations: [operation], statuses: [204] });
  const has = { displayName, externalId: team.externalId };
  await read(stage, 'E15', { type: 'Group', id, query: WITHOUT_MEMBERS, has });
}
