import {
  elementTest,
  filterCost,
  LongValues,
  MAX_FILTER_COST,
  badRequest,
  ScimError,
  type MemberChange,
  type MemberReference,
} from '@muster/scim';
import { Fault } from '#kernel/index.js';
import { firstVersion, pagesOf } from '#core/index.js';
import {
  all,
  equals,
  isHeldRow,
  oneOf,
  seenRows,
  type GroupMember,
  type ScimGroup,
  type Store,
  type Writers,
} from '#store/index.js';
import type { ProvisioningContext } from './context.js';
import { displayOf } from './displays.js';
import { releaseHeldRows } from './mass-changes/withdrawals.js';
import type { Turns } from './turns.js';
import type { ScimScope } from './writing.js';

/** Ids, or rows without what they hold, of one question to the store. */
export const CHUNK_SIZE = 1_000;

/** Records that are read at once: whole people, whose texts are parsed. */
const RECORDS_SIZE = 200;

/** Members of a large group that are read and written before others have their turn. */
const PIECE_SIZE = 500;

/** What clients take for an id is shown so far. */
const MAX_ID_LENGTH = 64;

/** Who came and who went: SCIM ids, users and groups alike. */
export interface MembershipDelta {
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

interface MembershipOutcome extends MembershipDelta {
  /** ids of no user or group of the connection */
  readonly skipped: Set<string>;
}

/** To load a row costs so many comparisons. */
const ROW_COST = 10;

/** Ids that a line shows one by one. */
const MAX_REPORTED_ID_COUNT = 20;

/**
 * Carries out membership changes as rows, in order, without ever loading a group's members as a whole unless a filter other
 * than on ids asks for it. A member who is removed and added again in one request has not changed.
 */
export async function changeMembers(
  scope: ScimScope,
  group: ScimGroup,
  changes: readonly MemberChange[],
): Promise<MembershipOutcome> {
  const { tx } = scope;
  const delta: MembershipOutcome = { added: new Set(), removed: new Set(), skipped: new Set() };
  let cost = 0;
  for (const change of changes) {
    switch (change.kind) {
      case 'add':
        if (change.byFilter) await requireMatch(scope, group, idsIn(change.members));
        await addMembers(scope, group, { ids: idsIn(change.members), delta });
        break;
      case 'remove':
        if (change.byFilter) await requireMatch(scope, group, change.ids);
        await removeMembers(tx, group, change.ids, delta);
        break;
      case 'removeWhere': {
        const rows = (await membershipsOf(tx, group.id)).map(toMemberElement);
        cost += rows.length * ROW_COST + filterCost(change.filter, rows);
        if (cost > MAX_FILTER_COST) throw new Fault('query.too_costly');
        const ids = rows.filter(elementTest(change.filter)).map(({ value }) => value);
        await requireMatch(scope, group, ids);
        await removeMembers(tx, group, ids, delta);
        break;
      }
      case 'clear':
        await removeMembers(tx, group, await idsOf(tx, group.id), delta);
        break;
      case 'replace': {
        const { members } = change;
        const { coming, leaving, wasEmpty } = await exchangeOf(tx, group, members);
        if (!wasEmpty) await requireKnown(tx, group, members);
        await removeMembers(tx, group, leaving, delta);
        await addMembers(scope, group, { ids: coming, delta });
      }
    }
  }
  return delta;
}

interface Exchanged {
  readonly coming: readonly string[];
  readonly leaving: ReadonlySet<string>;
  readonly wasEmpty: boolean;
}

/** Who comes and who leaves when these are all. Both lists are walked side by side, so that others have their turn at each page of rows. */
async function exchangeOf(
  tx: Writers,
  { id }: ScimGroup,
  members: readonly MemberReference[],
): Promise<Exchanged> {
  const coming = new Set<string>();
  const leaving = new Set<string>();
  let wasEmpty = true;
  let next = 0;
  for await (const page of pagesOf(tx.groupMembers, equals('groupId', id), PIECE_SIZE)) {
    for (const { memberId } of seenRows(page)) {
      wasEmpty = false;
      if (!coming.delete(memberId)) leaving.add(memberId);
    }
    for (const { value } of members.slice(next, next + PIECE_SIZE)) {
      if (!leaving.delete(value)) coming.add(value);
    }
    next += PIECE_SIZE;
  }
  const others = idsIn(members.slice(next)).filter((id) => !leaving.delete(id));
  return { coming: [...coming, ...others], leaving, wasEmpty };
}

/** Strict: a value filter that matches no member is 400 noTarget (RFC 7644 section 3.5.2). */
async function requireMatch(
  { ctx, tx }: ScimScope,
  { id }: ScimGroup,
  ids: readonly string[],
): Promise<void> {
  if (ctx.compatibility === 'lenient') return;
  const isSeen = { kind: 'not', term: isHeldRow } as const;
  const where = all(equals('groupId', id), oneOf('memberId', ids.slice(0, CHUNK_SIZE)), isSeen);
  if (ids.length > 0 && (await tx.groupMembers.first(where))) return;
  throw badRequest('noTarget', 'No value of members matches the filter of the path');
}

/** A list of which nobody is known does not say that nobody is left. */
async function requireKnown(
  tx: Writers,
  { connectionId, displayName }: ScimGroup,
  members: readonly MemberReference[],
): Promise<void> {
  if (members.length === 0) return;
  for (const chunk of chunksOf(members, RECORDS_SIZE)) {
    if ((await findUsersAndGroups(tx, connectionId, idsIn(chunk))).size > 0) return;
  }
  throw badRequest(
    'invalidValue',
    `members: none of the listed ids is a user or group of this connection, so the members of ` +
      `${JSON.stringify(displayName)} stay. Send [] to take everybody out.`,
  );
}

function idsIn(members: readonly MemberReference[]): string[] {
  return members.map(({ value }) => value);
}

/** Reported, because the identity provider assumes that all of them are members. */
export async function reportSkipped(
  { journal }: ScimScope,
  group: ScimGroup,
  { skipped }: MembershipOutcome,
): Promise<void> {
  if (skipped.size === 0) return;
  const { id, displayName: name, connectionId } = group;
  await journal.append({
    type: 'scim.group.members_skipped',
    target: { kind: 'scim-group', id, name },
    after: { connectionId, count: skipped.size, ids: [...skipped].slice(0, MAX_REPORTED_ID_COUNT) },
  });
}

interface MemberElement extends Record<string, unknown> {
  readonly value: string;
}

/** A row as an element of `members`. */
export function toMemberElement({ memberId, type, display }: GroupMember): MemberElement {
  return { value: memberId, type, ...(display !== undefined && { display }) };
}

interface MembershipReader {
  readonly groupMembers: Pick<Writers['groupMembers'], 'find'>;
}

/** All rows of a group, by page; outside of a transaction with a pause between two. */
export async function membershipsOf(
  reader: MembershipReader,
  groupId: string,
  pause?: () => Promise<void>,
): Promise<GroupMember[]> {
  const rows: GroupMember[] = [];
  for await (const page of pagesOf(reader.groupMembers, equals('groupId', groupId), PIECE_SIZE)) {
    rows.push(...seenRows(page));
    await pause?.();
  }
  return rows;
}

interface MembersReader {
  readonly store: Store;
  readonly turns: Pick<Turns, 'take'>;
}

/** The members of a group as they are shown. Large groups wait for each other: Fault `service.busy` when too many do. */
export async function membersOf(deps: MembersReader, groupId: string): Promise<MemberElement[]> {
  const found = await membersOrLong(deps, groupId);
  if (!(found instanceof LongValues)) return found;
  const members: MemberElement[] = [];
  await found.forEachPiece(async (piece) => {
    members.push(...(piece as readonly MemberElement[]));
  });
  return members;
}

/** Beyond a thousand they are read while the answer is written, in pages with a pause between two. */
export async function membersOrLong(
  { store, turns }: MembersReader,
  groupId: string,
): Promise<MemberElement[] | LongValues> {
  const { groupMembers } = store.read;
  const where = equals('groupId', groupId);
  const { records } = await groupMembers.find({ where, limit: CHUNK_SIZE });
  if (records.length < CHUNK_SIZE) return seenRows(records).map(toMemberElement);
  return new LongValues((visit) =>
    turns.take(async (pause) => {
      for await (const page of pagesOf(groupMembers, where, PIECE_SIZE)) {
        await visit(seenRows(page).map(toMemberElement));
        await pause();
      }
    }),
  );
}

/** Put together page by page: to do so with a hundred thousand at once would keep others waiting. */
async function idsOf(tx: Writers, groupId: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const page of pagesOf(tx.groupMembers, equals('groupId', groupId), PIECE_SIZE)) {
    for (const { memberId } of seenRows(page)) ids.add(memberId);
  }
  return ids;
}

interface MemberAddition {
  /** one that is named twice joins once */
  readonly ids: readonly string[];
  readonly delta: MembershipOutcome;
}

async function addMembers(
  scope: ScimScope,
  group: ScimGroup,
  { ids, delta }: MemberAddition,
): Promise<void> {
  const { ctx, tx } = scope;
  const { id: groupId, connectionId } = group;
  for (const named of chunksOf(ids, RECORDS_SIZE)) {
    const chunk = [...new Set(named)];
    const known = await findUsersAndGroups(tx, connectionId, chunk);
    const rows: GroupMember[] = [];
    for (const memberId of chunk) {
      const found = known.get(memberId);
      if (memberId === groupId)
        throw badRequest('invalidValue', 'A group cannot be its own member');
      if (found) {
        rows.push(
          firstVersion(ctx, {
            connectionId,
            groupId,
            memberId,
            ...found,
          }),
        );
      } else {
        skipUnknown(ctx, memberId);
        delta.skipped.add(memberId.slice(0, MAX_ID_LENGTH));
      }
    }
    const inserted = new Set(await tx.groupMembers.insertMissing(rows));
    for (const { id, memberId } of rows) {
      if (inserted.has(id) && !delta.removed.delete(memberId)) delta.added.add(memberId);
    }
    const present = rows.filter(({ id }) => !inserted.has(id)).map(({ memberId }) => memberId);
    if (present.length > 0) await releaseHeldRows(scope, groupId, present);
  }
}

/** Entra tries a failed push again for ever, Okta never: so one stranger does not stop the others (lenient). */
function skipUnknown(ctx: ProvisioningContext, memberId: string): void {
  const id = memberId.slice(0, MAX_ID_LENGTH);
  const detail = `members: there is no user or group ${id} in this connection`;
  if (ctx.compatibility === 'strict') throw new ScimError(400, detail, 'invalidValue');
  ctx.note('member.unknown', `${detail}; it was skipped`);
}

async function findUsersAndGroups(
  tx: Writers,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, Pick<GroupMember, 'type' | 'display'>>> {
  const known = new Map<string, Pick<GroupMember, 'type' | 'display'>>();
  for (const user of await tx.scimUsers.getMany(ids)) {
    if (user.connectionId !== connectionId || user.deletedAt !== undefined) continue;
    known.set(user.id, { type: 'User', display: displayOf(user.attributes) });
  }
  if (known.size === ids.length) return known;
  for (const group of await tx.scimGroups.getMany(ids.filter((id) => !known.has(id)))) {
    if (group.connectionId !== connectionId) continue;
    known.set(group.id, { type: 'Group', display: group.displayName });
  }
  return known;
}

async function removeMembers(
  tx: Writers,
  { id: groupId }: ScimGroup,
  ids: Iterable<string>,
  delta: MembershipDelta,
): Promise<void> {
  for (const chunk of chunksOf([...ids], PIECE_SIZE)) {
    const found = await tx.groupMembers.find({
      where: all(equals('groupId', groupId), oneOf('memberId', chunk)),
      limit: CHUNK_SIZE,
    });
    const records = seenRows(found.records);
    if (records.length === 0) continue;
    await tx.groupMembers.removeWhere(
      oneOf(
        'id',
        records.map(({ id }) => id),
      ),
    );
    for (const { memberId } of records) {
      if (!delta.added.delete(memberId)) delta.removed.add(memberId);
    }
  }
}

export function chunksOf<T>(list: readonly T[], size = CHUNK_SIZE): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < list.length; from += size) chunks.push(list.slice(from, from + size));
  return chunks;
}
