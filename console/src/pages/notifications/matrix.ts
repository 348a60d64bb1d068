import type { Operations } from '@muster/client';

export type NoticeMatrix = Operations['getNoticeMatrix']['output'];
export type Channel = NoticeMatrix['roles'][string][string];
export const CHANNELS: readonly Channel[] = ['mail', 'digest', 'in_app', 'off'];

/** How holders of a role get a notice; null: as the preset has it. */
export type Choice = Channel | null;

/** Role → notice → choice. Never the whole matrix: what is not in it stays as it is. */
export type Edits = Readonly<Record<string, Readonly<Record<string, Choice>>>>;

export interface Cell {
  readonly role: string;
  readonly notice: string;
}

export interface NoticeGroup {
  readonly name: string;
  readonly notices: readonly string[];
}

const SEATS = ['seat', 'subscription', 'added-to-subscription'];
const DIRECTORY = ['directory', 'mapping', 'mass-change', 'address', 'token'];
const SIGN_IN = ['sign-in', 'connection', 'link', 'second-factor', 'second-factors', 'break-glass'];
const PEOPLE = ['membership', 'member', 'invitation', 'import', 'access', 'role', 'removed'];
const ORGANIZATION = ['ownership', 'digest', 'webhook'];

/** First words of the names of notices that stand together; those of the host application stand below. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['people', PEOPLE],
  ['seats', SEATS],
  ['directory', DIRECTORY],
  ['signIn', SIGN_IN],
  ['organization', ORGANIZATION],
];

export function groupsOf({ notices }: NoticeMatrix): NoticeGroup[] {
  const groupOf = (name: string): string => {
    const found = GROUPS.find(([, starts]) =>
      starts.some((start) => name === start || name.startsWith(`${start}-`)),
    );
    return found?.[0] ?? 'host';
  };
  const names = [...GROUPS.map(([name]) => name), 'host'];
  return names
    .map((name) => ({
      name,
      notices: notices.filter((one) => groupOf(one.name) === name).map((one) => one.name),
    }))
    .filter((group) => group.notices.length > 0);
}

/** What holds for the cell on the server. */
export function channelAt({ roles }: NoticeMatrix, { role, notice }: Cell): Channel {
  return roles[role]?.[notice] ?? 'off';
}

/** What the organization has set there; null: nothing. */
export function ownAt({ own }: NoticeMatrix, { role, notice }: Cell): Choice {
  return own[role]?.[notice] ?? null;
}

/** undefined: the cell is not edited. */
export function editAt(edits: Edits, { role, notice }: Cell): Choice | undefined {
  return edits[role]?.[notice];
}

/** The edits with one cell set. */
export function withChoice(edits: Edits, { role, notice }: Cell, choice: Choice): Edits {
  const row = Object.assign({}, edits[role], { [notice]: choice });
  return Object.assign({}, edits, { [role]: row });
}

export function cellsOf(edits: Edits): (Cell & { readonly choice: Choice })[] {
  return Object.entries(edits).flatMap(([role, row]) =>
    Object.entries(row).map(([notice, choice]) => ({ role, notice, choice })),
  );
}

/** Edits against the matrix as it is now: what is as it was, or what a role that is gone has, is no edit. */
export function settled(edits: Edits, matrix: NoticeMatrix): Edits {
  return cellsOf(edits)
    .filter(({ role }) => matrix.roles[role] !== undefined)
    .filter((cell) =>
      cell.choice === null ? ownAt(matrix, cell) !== null : cell.choice !== channelAt(matrix, cell),
    )
    .reduce<Edits>((all, cell) => withChoice(all, cell, cell.choice), {});
}

/** What the organization sets, with the edits; of roles that there are. */
export function applied(
  matrix: NoticeMatrix,
  edits: Edits,
): Record<string, Record<string, Channel>> {
  const rows = Object.keys(matrix.roles).map((role) => {
    const all: Record<string, Choice> = Object.assign({}, matrix.own[role], edits[role]);
    const set = Object.entries(all).flatMap(([notice, choice]) =>
      choice === null ? [] : [[notice, choice] as const],
    );
    return [role, Object.fromEntries(set)] as const;
  });
  return Object.fromEntries(rows.filter(([, row]) => Object.keys(row).length > 0));
}

/** What takes the edits back. */
export function inverseOf(edits: Edits, before: NoticeMatrix): Edits {
  return cellsOf(edits).reduce<Edits>(
    (all, cell) => withChoice(all, cell, ownAt(before, cell)),
    {},
  );
}

export interface Change extends Cell {
  readonly from: Channel;
  readonly to: Channel;
}

/** Cells in which two readings of the matrix differ. */
export function changesOf(before: NoticeMatrix, after: NoticeMatrix): Change[] {
  return Object.keys(after.roles).flatMap((role) =>
    after.notices.flatMap(({ name: notice }) => {
      const [from, to] = [channelAt(before, { role, notice }), channelAt(after, { role, notice })];
      return from === to ? [] : [{ role, notice, from, to }];
    }),
  );
}
