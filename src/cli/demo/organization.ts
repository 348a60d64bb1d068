import type { Core, Preset } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { DemoDirectory } from './directory.js';
import { pick, type Random } from './people.js';
import type { Timeline } from './timeline.js';

/** One example organization while its history is being written. */
export interface DemoOrganization {
  readonly core: Core;
  readonly preset: Preset;
  readonly id: string;
  readonly ownerId: string;
  readonly random: Random;
  readonly timeline: Timeline;
  /** as the operator, whose key the host application has */
  readonly ctx: () => Context;
  /** as the owner */
  readonly asOwner: () => Promise<Context>;
  readonly productIds: readonly string[];
  readonly spaceIds: readonly string[];
  readonly connect: (connectionId: string, token: string) => DemoDirectory;
}

/** The roles that a person may be given without being an administrator, the default role first. */
function plainRoles({ roles, defaultRole }: Preset): readonly string[] {
  const plain = roles.filter(({ standing, elevation }) => standing === 'none' && !elevation);
  const names = plain.map(({ name }) => name);
  const first = names.filter((name) => name === defaultRole);
  return [...first, ...names.filter((name) => name !== defaultRole)];
}

/** Mostly the default role. */
export function somePlainRole({ preset, random }: DemoOrganization): string {
  const names = plainRoles(preset);
  return random() < 0.7 ? (names[0] ?? '') : pick(random, names);
}
