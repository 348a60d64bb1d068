import { Fault } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';

/** A ready-made role. What it permits belongs to the permissions; here it is only who counts as what. */
export interface Role {
  readonly name: string;
  readonly title: string;
  /** what the last-owner and last-administrator rules count */
  readonly standing: Member['standing'];
  /** may a directory group grant it? Never true for an owner. */
  readonly mappable: boolean;
}

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
}

export type Presets = ReadonlyMap<string, Preset>;

/** Fault `role.unknown`. */
export function findRole(presets: Presets, preset: string, name: string): Role {
  const roles = presets.get(preset)?.roles ?? [];
  const role = roles.find((candidate) => candidate.name === name);
  if (!role) throw new Fault('role.unknown', { role: name, roles: roles.map(({ name }) => name) });
  return role;
}

/** The highest standing among the granted roles; a role that the preset no longer has gives none. */
export function standingOf(
  presets: Presets,
  preset: string,
  grants: readonly Grant[],
): Member['standing'] {
  const roles = presets.get(preset)?.roles ?? [];
  const held = new Set(grants.map(({ role }) => role));
  const standings = new Set(roles.filter(({ name }) => held.has(name)).map((r) => r.standing));
  if (standings.has('owner')) return 'owner';
  return standings.has('admin') ? 'admin' : 'none';
}
