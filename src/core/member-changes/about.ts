import { all, equals, oneOf, type Readers, type Task, type TaskRow } from '#store/index.js';
import { tenantReaders } from '#core/tenancy/index.js';
import type { MemberChangeOptions } from './begin.js';
import type { MemberChange } from './changes.js';
import { peopleOf } from './people.js';

/** What a change names, as it is called now; without a name where it is not there any more. */
export interface Named {
  readonly id: string;
  readonly name?: string;
}

/** What a change says, as data: what it gives or takes, and to whom where that is one. */
export interface ChangeSubject {
  /** names of roles */
  readonly roles?: readonly string[];
  readonly until?: string;
  readonly product?: Named;
  readonly spaces?: readonly Named[];
  readonly spaceRole?: string;
  readonly successor?: Named;
  /** of a change of one row */
  readonly person?: Named & { readonly kind: 'member' | 'invitation' };
}

interface Ids {
  readonly products: readonly string[];
  readonly spaces: readonly string[];
  readonly members: readonly string[];
}

/** In the order of the tasks: a page of changes costs four reads. */
export async function subjectsOf(
  read: Readers,
  organizationId: string,
  tasks: readonly Task[],
): Promise<ChangeSubject[]> {
  const changes = tasks.map(({ options }) => (options as unknown as MemberChangeOptions).change);
  const readers = tenantReaders(read, organizationId);
  const ids = idsOf(changes);
  const [products, spaces, members, people] = await Promise.all([
    readers.products.getMany(ids.products),
    readers.spaces.getMany(ids.spaces),
    readers.members.getMany(ids.members),
    onlyPeople(read, organizationId, tasks),
  ]);
  const names = new Map([...products, ...spaces, ...members].map(({ id, name }) => [id, name]));
  const named = (id: string): Named => {
    const name = names.get(id);
    return { id, ...(name !== undefined && { name }) };
  };
  return tasks.map(({ id }, at) => {
    const person = people.get(id);
    const change = changes[at];
    return { ...(change && saidBy(change, named)), ...(person && { person }) };
  });
}

function idsOf(changes: readonly MemberChange[]): Ids {
  return {
    products: changes.flatMap((change) => ('productId' in change ? [change.productId] : [])),
    spaces: changes.flatMap((change) => ('spaceIds' in change ? change.spaceIds : [])),
    members: changes.flatMap((change) =>
      change.kind === 'remove' && change.successorMemberId !== undefined
        ? [change.successorMemberId]
        : [],
    ),
  };
}

function saidBy(change: MemberChange, named: (id: string) => Named): ChangeSubject {
  if ('roles' in change) {
    const until = change.kind === 'addRoles' ? change.until : undefined;
    return { roles: change.roles, ...(until !== undefined && { until }) };
  }
  if ('productId' in change) return { product: named(change.productId) };
  if ('spaceIds' in change) {
    const spaces = change.spaceIds.map(named);
    return { spaces, ...(change.kind === 'addToSpaces' && { spaceRole: change.role }) };
  }
  if (change.kind !== 'remove' || change.successorMemberId === undefined) return {};
  return { successor: named(change.successorMemberId) };
}

/** Of tasks with one row: whom it is about. */
async function onlyPeople(
  read: Readers,
  organizationId: string,
  tasks: readonly Task[],
): Promise<ReadonlyMap<string, NonNullable<ChangeSubject['person']>>> {
  const single = tasks.filter(({ total }) => total === 1).map(({ id }) => id);
  const { records } = await read.taskRows.find({
    where: all(oneOf('taskId', single), equals('number', 1)),
    limit: single.length,
  });
  const people = await peopleOf(
    read,
    organizationId,
    records.map(({ input }) => input),
  );
  return new Map(
    records.flatMap((row, at) => {
      const person = personOf(row);
      const name = people[at]?.name;
      return person ? [[row.taskId, { ...person, ...(name !== undefined && { name }) }]] : [];
    }),
  );
}

function personOf({ input }: TaskRow): ChangeSubject['person'] {
  const { memberId, invitationId } = input;
  if (typeof memberId === 'string') return { kind: 'member', id: memberId };
  return typeof invitationId === 'string' ? { kind: 'invitation', id: invitationId } : undefined;
}
