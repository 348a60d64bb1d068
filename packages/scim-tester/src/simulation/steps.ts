import { literal, queryOf } from '../client/client.js';
import type { Answer } from '../client/exchanges.js';
import {
  creationProblems,
  echoProblems,
  errorProblems,
  listProblems,
  problem,
  resourceProblems,
  statusProblems,
  versionProblems,
} from '../client/expectations.js';
import { at, listAt, textAt } from '../client/json.js';
import { ENDPOINTS, patchBody, type Operation, type TypeName } from '../client/messages.js';
import type { SimulationContext } from './simulation-context.js';

/** GET with parameters, answered by a well-formed list. */
export async function list(
  context: SimulationContext,
  row: string,
  type: TypeName,
  query: string,
): Promise<Answer> {
  const answer = await context.client.send('GET', ENDPOINTS[type], { query });
  context.answers.check(answer, row, listProblems(answer, context.media));
  return answer;
}

export interface Match {
  readonly type: TypeName;
  readonly filter: string;
  /** further parameters: `startIndex=1&count=100` */
  readonly also?: string;
  /** the id to be found; absent: nobody */
  readonly id?: string;
}

/** Looks for exactly one resource, or exactly none: 200 either way (E1, O2). */
export async function match(
  context: SimulationContext,
  row: string,
  wanted: Match,
): Promise<Answer> {
  const { type, filter, also, id } = wanted;
  const parts = [queryOf({ filter }), also ?? ''].filter((part) => part !== '');
  const answer = await list(context, row, type, parts.join('&'));
  if (answer.status === 200) checkMatch(context, row, answer, id);
  return answer;
}

export function checkMatch(
  context: SimulationContext,
  row: string,
  answer: Answer,
  id: string | undefined,
): void {
  const total = at(answer.json, 'totalResults');
  const wanted = id === undefined ? 0 : 1;
  context.answers.checkThat(answer, row, total === wanted, `totalResults ${wanted}`, total);
  if (id === undefined) return;
  const found = at(answer.json, 'Resources', 0, 'id');
  context.answers.checkThat(answer, row, found === id, `the resource ${id}`, found);
}

/** `userName eq "…"` */
export function equal(attribute: string, value: string): string {
  return `${attribute} eq ${literal(value)}`;
}

/** Creates and remembers for the clean-up. Answers the id, or undefined when it was not created. `means` is what is to be echoed. */
export async function create(
  context: SimulationContext,
  row: string,
  type: TypeName,
  body: object,
  means: object = body,
): Promise<string | undefined> {
  const answer = await context.client.send('POST', ENDPOINTS[type], { body });
  const problems = creationProblems(answer, type, context.media);
  const id = textAt(answer.json, 'id');
  if (answer.status === 201 && id !== '') context.made(type, id);
  if (problems.length === 0) problems.push(...echoProblems(means, answer.json));
  context.answers.check(answer, row, problems);
  return answer.status === 201 && id !== '' ? id : undefined;
}

export interface Reading {
  readonly type: TypeName;
  readonly id: string;
  readonly query?: string;
  /** what must be there */
  readonly has?: object;
}

/** GET by id, complete and with what it must have. */
export async function read(
  context: SimulationContext,
  row: string,
  wanted: Reading,
): Promise<Answer> {
  const { type, id, query, has } = wanted;
  const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
  const answer = await context.client.send('GET', path, query === undefined ? {} : { query });
  const problems = statusProblems(answer, [200], context.media);
  if (problems.length === 0) {
    problems.push(...resourceProblems(answer.json, type), ...versionProblems(answer));
    if (at(answer.json, 'id') !== id) problems.push(problem(`id ${id}`, at(answer.json, 'id')));
    if (has !== undefined) problems.push(...echoProblems(has, answer.json));
  }
  context.answers.check(answer, row, problems);
  return answer;
}

export interface Patching {
  readonly type: TypeName;
  readonly id: string;
  readonly operations: readonly Operation[];
  /** groups: 204 with nothing is what Entra wants (E15); others take both */
  readonly statuses?: readonly number[];
}

export async function patch(
  context: SimulationContext,
  row: string,
  wanted: Patching,
): Promise<Answer> {
  const { type, id, operations, statuses = [200, 204] } = wanted;
  const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
  const answer = await context.client.send('PATCH', path, { body: patchBody(...operations) });
  const problems = statusProblems(answer, statuses, context.media);
  if (problems.length === 0 && answer.status === 200)
    problems.push(...resourceProblems(answer.json, type), ...versionProblems(answer));
  context.answers.check(answer, row, problems);
  return answer;
}

export interface Putting {
  readonly type: TypeName;
  readonly id: string;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** PUT; the answer has what was sent, under the same id and date of creation. */
export async function put(
  context: SimulationContext,
  row: string,
  wanted: Putting,
): Promise<Answer> {
  const { type, id, body, headers } = wanted;
  const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
  const answer = await context.client.send('PUT', path, { body, ...(headers && { headers }) });
  const problems = statusProblems(answer, [200], context.media);
  if (problems.length === 0) {
    problems.push(...resourceProblems(answer.json, type), ...versionProblems(answer));
    problems.push(...echoProblems(body, answer.json));
    if (at(answer.json, 'id') !== id) problems.push(problem(`id ${id}`, at(answer.json, 'id')));
    const before = at(body, 'meta', 'created');
    const after = at(answer.json, 'meta', 'created');
    if (before !== undefined && before !== after)
      problems.push(problem(`meta.created ${String(before)}, as before`, after));
  }
  context.answers.check(answer, row, problems);
  return answer;
}

/** DELETE, then it is not there any more. */
export async function remove(
  context: SimulationContext,
  row: string,
  type: TypeName,
  id: string,
): Promise<undefined> {
  const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
  const answer = await context.client.send('DELETE', path);
  context.answers.check(answer, row, statusProblems(answer, [204], context.media));
  if (answer.status !== 204) return;
  context.gone(id);
  const after = await context.client.send('GET', path);
  context.answers.check(after, row, errorProblems(after, [404]));
}

/** The group has exactly those members. */
export async function hasMembers(
  context: SimulationContext,
  row: string,
  id: string,
  wanted: readonly string[],
): Promise<void> {
  const answer = await read(context, row, { type: 'Group', id });
  const came = listAt(answer.json, 'members').map((member) => textAt(member, 'value'));
  const there = new Set(came);
  const same = came.length === wanted.length && wanted.every((member) => there.has(member));
  const expected = `exactly the members ${JSON.stringify(wanted)}`;
  context.answers.checkThat(answer, row, same, expected, came);
}
