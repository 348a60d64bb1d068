import { setImmediate as nextTurn } from 'node:timers/promises';
import { firstVersion, type SweepResult } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type GroupMember,
  type Readers,
  type ScimGroup,
  type Store,
  type Term,
  type Writers,
} from '#store/index.js';
import type { PageReading } from './listing.js';
import type { DirectoryScope } from './writing.js';

/*
 * A large group is gone at once, and the rows of its members go later, a part in each transaction: `ended-groups` says of which groups
 * rows are left. The rule of this file: nobody is shown a row of a group that is gone. A row that is found by its group needs nothing,
 * because the group is looked for first and its id never comes back. Rows that are found by their member pass here: `livingRows`, and
 * `livingGroupsOnly` for filters; `User.groups` joins the group and leaves out rows without one.
 */

/** Rows that go with their group in one transaction, and rows of one transaction afterwards. */
const MAX_ROWS = 500;

/** Ended groups of one connection that have rows left. Of one more, all rows go in one transaction. */
const MAX_ENDED_GROUPS = 100;

/** Transactions of one run of the job, so that others have their turn. */
const MAX_STEPS_PER_RUN = 40;

/**
 * Removes the members of a group that is removed in this transaction, or leaves them to the job when they are many. Not for a group by
 * which people have roles: what its rows give ends with them.
 */
export async function endMemberships(
  { ctx, tx }: Pick<DirectoryScope, 'ctx' | 'tx'>,
  { id, organizationId, connectionId }: ScimGroup,
): Promise<void> {
  const ofGroup = equals('groupId', id);
  const few = await tx.groupMembers.columns({ where: ofGroup, columns: ['id'], limit: MAX_ROWS });
  const isLarge = few.length === MAX_ROWS;
  const ended = equals('connectionId', connectionId);
  if (isLarge && (await tx.endedGroups.count(ended, MAX_ENDED_GROUPS)) < MAX_ENDED_GROUPS) {
    await tx.endedGroups.insert(firstVersion(ctx, { id, organizationId, connectionId }));
  } else {
    await tx.groupMembers.removeWhere(ofGroup);
  }
}

/** The rows of one member that are of groups of the connection that are still there. */
export async function livingRows(
  { endedGroups }: Pick<Readers, 'endedGroups'>,
  connectionId: string,
  rows: readonly GroupMember[],
): Promise<readonly GroupMember[]> {
  if (rows.length === 0) return rows;
  const ended = new Set(await endedIds({ endedGroups }, connectionId));
  return ended.size === 0 ? rows : rows.filter(({ groupId }) => !ended.has(groupId));
}

/** The same reading of users, where a filter that asks for their groups asks for those that are still there. */
export function livingGroupsOnly<R>(
  readers: Pick<Readers, 'endedGroups'>,
  connectionId: string,
  reading: PageReading<R>,
): PageReading<R> {
  const living = async (where: Term): Promise<Term> => {
    if (!asksForGroups(where)) return where;
    const ids = await endedIds(readers, connectionId);
    return ids.length === 0 ? where : withoutRowsOf(where, ids);
  };
  return {
    find: async (query) => reading.find({ ...query, where: await living(query.where) }),
    count: async (where, limit) => reading.count(await living(where), limit),
  };
}

async function endedIds(
  { endedGroups }: Pick<Readers, 'endedGroups'>,
  connectionId: string,
): Promise<string[]> {
  const where = equals('connectionId', connectionId);
  const found = await endedGroups.columns({ where, columns: ['id'], limit: MAX_ENDED_GROUPS });
  return found.map(([id]) => String(id));
}

function asksForGroups(term: Term): boolean {
  switch (term.kind) {
    case 'all':
    case 'any':
      return term.terms.some(asksForGroups);
    case 'not':
      return asksForGroups(term.term);
    default:
      return term.kind === 'linked';
  }
}

function withoutRowsOf(term: Term, groupIds: readonly string[]): Term {
  switch (term.kind) {
    case 'all':
    case 'any':
      return { ...term, terms: term.terms.map((inner) => withoutRowsOf(inner, groupIds)) };
    case 'not':
      return { ...term, term: withoutRowsOf(term.term, groupIds) };
    case 'linked': {
      const isEnded = oneOf('groupId', groupIds);
      return { ...term, where: all(term.where, { kind: 'not', term: isEnded }) };
    }
    default:
      return term;
  }
}

/**
 * Removes rows of groups that are gone, in transactions of so few rows that nobody waits for one. A run that is killed leaves the rest to
 * the next one. `done` counts rows and groups.
 */
export async function removeEndedRows(
  store: Store,
  _ctx: Context,
  signal?: AbortSignal,
): Promise<SweepResult> {
  let done = 0;
  for (let step = 0; step < MAX_STEPS_PER_RUN && signal?.aborted !== true; step += 1) {
    const ended = await store.read.endedGroups.first(all());
    if (!ended) return { done, more: false };
    const { id, organizationId } = ended;
    done += await store.transaction(organizationId, (tx) => removeSomeRows(tx, id));
    await nextTurn();
  }
  return { done, more: true };
}

async function removeSomeRows(tx: Writers, groupId: string): Promise<number> {
  // another process, or the end of the organization, may have been earlier
  if (!(await tx.endedGroups.get(groupId))) return 0;
  const where = equals('groupId', groupId);
  const rows = await tx.groupMembers.columns({ where, columns: ['id'], limit: MAX_ROWS });
  const ids = rows.map(([id]) => String(id));
  if (ids.length > 0) await tx.groupMembers.removeWhere(oneOf('id', ids));
  if (ids.length === MAX_ROWS) return ids.length;
  await tx.endedGroups.remove(groupId);
  return ids.length + 1;
}
