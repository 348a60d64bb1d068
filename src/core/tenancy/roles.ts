import { Fault, type Locale } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type CustomRole,
  type Grant,
  type Member,
  type Organization,
  type RoleDefinition,
  type Store,
  type Writers,
} from '#store/index.js';
import type { ConsoleLayout } from './console-layout.js';
import { chunksOf, findAll } from './whole-reads.js';

/** A role as the rules see it: of the preset, or of the organization's own. */
export interface Role extends RoleDefinition {
  readonly name: string;
  /** `title` in other languages; a custom role has one title, as it was written */
  readonly titles?: Readonly<Partial<Record<Locale, string>>> | undefined;
  /** what the last-owner and last-administrator rules count */
  readonly standing: Member['standing'];
  /** given on top of other roles, by hand only and never by invitation; may end at a time (root access) */
  readonly elevation?: boolean | undefined;
  /** reaches every space without being assigned, with this space role */
  readonly everySpace?: string | undefined;
  /** notices that its holders receive: name of the notice → channel */
  readonly notices?: Readonly<Record<string, 'mail' | 'digest' | 'in_app' | 'off'>> | undefined;
  /** of notices that reach owners and administrators and are not named in `notices` */
  readonly otherNotices?: 'mail' | 'digest' | 'in_app' | 'off' | undefined;
  /** deleted, while its last holders are given another one: still counts, cannot be given any more */
  readonly retiring?: true | undefined;
}

/** What a plan includes. Muster does not calculate prices: a price is text for people. */
export interface Plan {
  readonly name: string;
  readonly title: string;
  /** `members` (more than the owner), `custom-roles`, `spaces`, `sso`, `directory` …; `*`: everything */
  readonly features: readonly string[];
  readonly members: {
    /** absent: as many as they like */
    readonly limit?: number | undefined;
    /** `hard` refuses, `soft` notifies, `metered` counts members beyond `included` */
    readonly kind: 'hard' | 'soft' | 'metered';
    readonly included?: number | undefined;
    /** how many people may come beyond a soft limit; absent: any number */
    readonly grace?: number | undefined;
    readonly price?: string | undefined;
    /** pending invitations hold a place */
    readonly pendingCounts: boolean;
  };
  /** roles that members may have; absent: all */
  readonly roles?: readonly string[] | undefined;
}

export interface SpaceRole {
  readonly name: string;
  readonly title: string;
}

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly spaceRoles: readonly SpaceRole[];
  readonly plans: readonly Plan[];
  readonly defaultPlan: string;
  /** makes a personal organization for every new account, on this plan */
  readonly personal?: { readonly plan: string } | undefined;
  /** one role a member, instead of as many as are given */
  readonly singleRole: boolean;
  /** what an invitation without roles gives */
  readonly defaultRole?: string | undefined;
  /** who may ask to join where the organization says nothing; `domains` when absent */
  readonly joinRequests?: 'open' | 'domains' | 'closed' | undefined;
  /** whether members may leave where the organization says nothing; `allowed` when absent */
  readonly selfRemoval?: 'allowed' | 'refused' | undefined;
  readonly console: ConsoleLayout;
}

export type Presets = ReadonlyMap<string, Preset>;

type RoleReader = Pick<Store['read'], 'roles'> | Pick<Writers, 'roles'>;

/** Fault `role.unknown`: the preset is gone from the configuration. */
export function requirePreset(presets: Presets, { preset }: Pick<Organization, 'preset'>): Preset {
  const found = presets.get(preset);
  if (!found) throw new Fault('role.unknown', { preset, presets: [...presets.keys()] });
  return found;
}

/** The role of the member who creates an organization: owner or, where the preset has none, administrator. */
export function highestRole({ roles }: Preset): Role | undefined {
  const lasting = roles.filter(({ elevation }) => elevation !== true);
  const findByStanding = (wanted: Role['standing']): Role | undefined =>
    lasting.find(({ standing }) => standing === wanted);
  return findByStanding('owner') ?? findByStanding('admin');
}

const readyMadeByPreset = new WeakMap<Preset, ReadonlyMap<string, Role>>();

/** Roles of a preset by name, put together once: a preset is a constant of the configuration. */
export function readyMadeRoles(preset: Preset | undefined): ReadonlyMap<string, Role> {
  if (!preset) return new Map();
  const known = readyMadeByPreset.get(preset);
  if (known) return known;
  const byName = new Map(preset.roles.map((role) => [role.name, role]));
  readyMadeByPreset.set(preset, byName);
  return byName;
}

/**
 * Roles by name, of the preset or the organization's own; unknown names are left out. One query of the database at
 * most, and none for ready-made roles.
 */
export async function findRoles(
  reading: RoleReader,
  presets: Presets,
  organization: Pick<Organization, 'id' | 'preset'>,
  names: Iterable<string>,
): Promise<Map<string, Role>> {
  const readyMade = readyMadeRoles(presets.get(organization.preset));
  const found = new Map<string, Role>();
  const others = new Set<string>();
  for (const name of names) {
    const role = readyMade.get(name);
    if (role) found.set(name, role);
    else others.add(name);
  }
  if (others.size === 0) return found;
  for (const some of chunksOf([...others])) {
    const where = all(equals('organizationId', organization.id), oneOf('name', some));
    for (const record of await findAll(reading.roles, where))
      found.set(record.name, toRole(record));
  }
  return found;
}

/** As people who read that language know the role. */
export function titleOf({ title, titles }: Pick<Role, 'title' | 'titles'>, locale: Locale): string {
  return titles?.[locale] ?? title;
}

/** A custom role as the rules see it. */
export function toRole({ name, definition, retiring }: CustomRole): Role {
  return { ...definition, name, standing: 'none', ...(retiring && { retiring: true }) };
}

/** The same roles, to be granted. Fault `role.unknown` if one of them does not exist. */
export async function requireRoles(
  reading: RoleReader,
  presets: Presets,
  organization: Pick<Organization, 'id' | 'preset'>,
  names: readonly string[],
): Promise<Role[]> {
  const found = await findRoles(reading, presets, organization, names);
  return names.map((name) => {
    const role = found.get(name);
    if (!role || role.retiring) throw new Fault('role.unknown', { role: name });
    return role;
  });
}

/** Whether a grant still counts at `now` (milliseconds). */
export function isLive({ until }: Grant, now: number): boolean {
  return until === undefined || Date.parse(until) > now;
}

/** The highest standing among the granted roles; custom roles, and those that the preset no longer has, give none. */
export function standingOf(
  presets: Presets,
  preset: string,
  grants: readonly Grant[],
): Member['standing'] {
  const roles = presets.get(preset)?.roles ?? [];
  const heldNames = new Set(
    grants.filter(({ until }) => until === undefined).map(({ role }) => role),
  );
  const standings = new Set(
    roles.filter(({ name }) => heldNames.has(name)).map((role) => role.standing),
  );
  if (standings.has('owner')) return 'owner';
  return standings.has('admin') ? 'admin' : 'none';
}
