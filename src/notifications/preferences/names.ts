import type { Presets } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { NOTICES } from '../catalogue.js';

/** Every name that the catalogue, the preset or the organization knows. */
export function allNoticeNames(organization: Organization, presets: Presets): string[] {
  const roles = presets.get(organization.preset)?.roles ?? [];
  const ofPreset = roles.flatMap(({ notices }) => Object.keys(notices ?? {}));
  const ofOrganization = Object.values(organization.notices ?? {}).flatMap(Object.keys);
  return [...new Set([...Object.keys(NOTICES), ...ofPreset, ...ofOrganization])].sort();
}

/** Fault `request.invalid` with a problem for each name that `isValid` refuses. */
export function requireNoticeNames(
  names: Iterable<string>,
  isValid: (name: string) => boolean,
): void {
  const errors = [...new Set(names)]
    .filter((name) => !isValid(name))
    .map((field) => ({ field, problem: 'is no notice that can be set here' }));
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
}
