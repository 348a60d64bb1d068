import { Fault } from '#kernel/index.js';
import { requireMayGive } from '#core/access/index.js';
import {
  accessGivenBy,
  credentialsBelow,
  type DescribedCredential,
} from '#core/credentials/index.js';
import type { ReadScope } from '../scopes.js';
import {
  effectOf,
  givesOf,
  type CurrentMappings,
  type MappingEntry,
  type MappingSettings,
} from './checks.js';

interface TouchedLines {
  readonly lines: readonly MappingEntry[];
  readonly defaultRoles: readonly string[];
}

/**
 * Every line that is new, changed or removed, and the default role that comes or goes, is something that the caller could give by hand.
 * Faults `permission.escalation`, `permission.missing`.
 */
export async function requireMayChange(
  scope: ReadScope,
  current: CurrentMappings,
  settings: MappingSettings,
): Promise<void> {
  const { added, removed } = touchedBy(current, settings);
  const lines = [...added.lines, ...removed.lines];
  const defaultRoles = [...added.defaultRoles, ...removed.defaultRoles];
  requireMayGive(scope.ctx, await accessGivenBy(scope, lines, defaultRoles));
  const { overSeatLimit } = settings;
  const changesQueue =
    overSeatLimit !== undefined && overSeatLimit !== (current.connection.overSeatLimit ?? 'queue');
  if (changesQueue) requireMayGive(scope.ctx, { roles: [], spaces: false, seats: true });
}

/** The credentials, or the connection for sign-in itself, that would give more from now on than their makers could. */
export async function credentialsBeyond(
  scope: ReadScope,
  current: CurrentMappings,
  settings: MappingSettings,
): Promise<DescribedCredential[]> {
  const { lines, defaultRoles } = touchedBy(current, settings).added;
  if (lines.length + defaultRoles.length === 0) return [];
  const given = await accessGivenBy(scope, lines, defaultRoles);
  return credentialsBelow(scope, current.connection, given);
}

/** Fault `mapping.beyond_credentials` with them, unless the caller vouches for them. */
export async function requireVouched(
  scope: ReadScope,
  current: CurrentMappings,
  settings: MappingSettings,
): Promise<DescribedCredential[]> {
  const credentials = await credentialsBeyond(scope, current, settings);
  if (credentials.length > 0 && settings.vouch !== true) {
    throw new Fault('mapping.beyond_credentials', { credentials });
  }
  return credentials;
}

/** A change of mode, or of the order that the mode `first` decides by, touches every line that gives a role. */
function touchedBy(
  current: CurrentMappings,
  settings: MappingSettings,
): { readonly added: TouchedLines; readonly removed: TouchedLines } {
  const { before, connection } = current;
  const { mappings: after } = settings;
  const { changed } = effectOf(current, settings);
  const oldKeys = new Set(before.map(keyOf));
  const newKeys = new Set(after.map(keyOf));
  const changesAll = decisionOf(connection, before) !== decisionOf(changed, after);
  const isTouched = (entry: MappingEntry, others: ReadonlySet<string>): boolean =>
    !others.has(keyOf(entry)) || (changesAll && entry.role !== undefined);
  const isSameDefault = changed.defaultRole === connection.defaultRole;
  const defaults = (role: string | undefined): string[] =>
    isSameDefault || role === undefined ? [] : [role];
  return {
    added: {
      lines: after.filter((entry) => isTouched(entry, oldKeys)),
      defaultRoles: defaults(changed.defaultRole),
    },
    removed: {
      lines: before.filter((entry) => isTouched(entry, newKeys)),
      defaultRoles: defaults(connection.defaultRole),
    },
  };
}

/** The same role for another group counts as new, and so does what a name may bind from now on. */
function keyOf(entry: MappingEntry): string {
  return `${entry.groupId} ${givesOf(entry)} ${entry.byName ? 'by name' : ''}`;
}

/** By what one of several roles is chosen; under `union` there is nothing to choose. */
function decisionOf(
  { mappingMode }: CurrentMappings['connection'],
  entries: readonly MappingEntry[],
): string {
  if (mappingMode === 'union') return 'union';
  return entries.flatMap((entry) => (entry.role === undefined ? [] : [keyOf(entry)])).join('\n');
}
