import { reachOf } from '../../data/permissions.js';
import type { Role } from '../../patterns/role-select/roles.js';

/** How far a role reaches: not, to what is the holder's own, to everything. */
export type Level = 'none' | 'own' | 'any';
export const LEVELS: readonly Level[] = ['none', 'own', 'any'];

/** One line of the matrix: `members:write`. */
export interface PermissionRow {
  readonly permission: string;
  readonly area: string;
  readonly access: 'read' | 'write';
  /** in no area that the server lists: it came by REST, stays as it is, and can only be taken away */
  readonly isUnlisted?: boolean;
}

export interface RowGroup {
  readonly name: string;
  readonly rows: readonly PermissionRow[];
}

interface Area {
  readonly area: string;
  readonly host: boolean;
}

/** Areas that stand together; areas of the host application stand in a group of their own. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['people', ['members', 'invitations', 'join-requests', 'roles']],
  ['work', ['spaces', 'seats']],
  ['organization', ['organization', 'ownership', 'deletion', 'security', 'billing', 'domains']],
  ['access', ['directory', 'keys']],
  ['activity', ['journal', 'notices', 'events', 'webhooks', 'hooks']],
];

/** Every permission that there is, and those that a role has beside them (console A18). */
export function groupsOf(areas: readonly Area[], roles: readonly Role[]): RowGroup[] {
  const placed = new Set(GROUPS.flatMap(([, names]) => names));
  const named = (names: readonly string[]): PermissionRow[] =>
    names.filter((name) => areas.some(({ area }) => area === name)).flatMap(rowsOf);
  const rest = areas.filter(({ area, host }) => host || !placed.has(area));
  const groups = [
    ...GROUPS.map(([name, names]) => ({ name, rows: named(names) })),
    { name: 'host', rows: rest.flatMap(({ area }) => rowsOf(area)) },
    { name: 'unlisted', rows: unlistedOf(areas, roles) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

function rowsOf(area: string): PermissionRow[] {
  return [
    { permission: `${area}:read`, area, access: 'read' },
    { permission: `${area}:write`, area, access: 'write' },
  ];
}

function unlistedOf(areas: readonly Area[], roles: readonly Role[]): PermissionRow[] {
  const known = new Set(areas.map(({ area }) => area));
  const all = roles.flatMap(({ permissions }) => permissions.map(baseOf));
  const unlisted = [...new Set(all)].filter((one) => !known.has(one.split(':')[0] ?? ''));
  return unlisted.sort().map((permission) => {
    const [area = '', access] = permission.split(':');
    return { permission, area, access: access === 'write' ? 'write' : 'read', isUnlisted: true };
  });
}

function baseOf(permission: string): string {
  return permission.replace(/:own$/, '');
}

/** What the role may do in this line; whoever may change may also see. */
export function levelOf(permissions: readonly string[], permission: string): Level {
  return reachOf(permissions, permission) ?? 'none';
}

/** What the line alone gives, without what follows from another one. */
function ownLevelOf(permissions: readonly string[], permission: string): Level {
  if (permissions.includes(permission)) return 'any';
  return permissions.includes(`${permission}:own`) ? 'own' : 'none';
}

/** The least that another line gives to this one: to see, by the right to change. */
export function floorOf(
  permissions: readonly string[],
  { permission, access }: PermissionRow,
): Level {
  if (access === 'write') return 'none';
  return ownLevelOf(permissions, permission.replace(/:read$/, ':write'));
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const NO_DIFFERENCE: Difference = { added: [], removed: [] };

/** Role → what is to be given to it and taken from it. Never whole lists: what this page does not know stays as it is. */
export type Edits = Readonly<Record<string, Difference>>;

export function applied(permissions: readonly string[], { added, removed }: Difference): string[] {
  const kept = permissions.filter((one) => !removed.includes(one));
  return [...new Set([...kept, ...added])];
}

/** The edits after one cell was set. What is as it was before is no edit. */
export function withLevel(
  edits: Edits,
  role: Pick<Role, 'name' | 'permissions'>,
  cell: { readonly permission: string; readonly level: Level },
): Edits {
  const { permission, level } = cell;
  const own = `${permission}:own`;
  const wanted: string[] = { none: [], own: [own], any: [permission] }[level];
  const before = edits[role.name] ?? NO_DIFFERENCE;
  const other = (list: readonly string[]): string[] =>
    list.filter((one) => one !== permission && one !== own);
  const held = [permission, own].filter((one) => role.permissions.includes(one));
  const isSame = level === ownLevelOf(role.permissions, permission);
  const next = isSame
    ? { added: other(before.added), removed: other(before.removed) }
    : {
        added: [...other(before.added), ...wanted.filter((one) => !held.includes(one))],
        removed: [...other(before.removed), ...held.filter((one) => !wanted.includes(one))],
      };
  const { [role.name]: _, ...rest } = edits;
  return next.added.length + next.removed.length === 0 ? rest : { ...rest, [role.name]: next };
}

/** Edits against roles as they are now: what somebody else has done meanwhile is no edit any more. */
export function settled(edits: Edits, roles: readonly Role[]): Edits {
  const entries = Object.entries(edits).flatMap(([name, { added, removed }]) => {
    const role = roles.find((one) => one.name === name);
    if (!role) return [];
    const next = {
      added: added.filter((one) => !role.permissions.includes(one)),
      removed: removed.filter((one) => role.permissions.includes(one)),
    };
    return next.added.length + next.removed.length === 0 ? [] : [[name, next] as const];
  });
  return Object.fromEntries(entries);
}

/** Whether the roles differ in this line. */
export function isDifferent(
  row: PermissionRow,
  permissions: readonly (readonly string[])[],
): boolean {
  return new Set(permissions.map((list) => levelOf(list, row.permission))).size > 1;
}
