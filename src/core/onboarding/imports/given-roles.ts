import { mayGrant, requireRolesOfPlan } from '#core/access/index.js';
import { requirePreset, type Role } from '#core/tenancy/index.js';
import type { ImportContext } from './context.js';
import type { RowProblems } from './problems.js';

/** New members get roles that the uploader may give and that invitations may give. */
export async function checkGivenRoles(
  { ctx, presets, organization }: ImportContext,
  roles: readonly Role[],
  problems: RowProblems,
): Promise<void> {
  const lasting = roles.filter(({ elevation }) => !elevation);
  if (requirePreset(presets, organization).singleRole && lasting.length > 1) {
    problems.add('roles', 'singleRole', { code: 'role.single' });
  }
  for (const role of roles) {
    if (isNotForSheets(role)) addByHandOnly(problems, role);
    else if (!mayGrant(ctx, role)) {
      const values = { role: role.name };
      problems.add('roles', 'beyond', { code: 'permission.escalation', values });
    } else {
      const check = (): void => requireRolesOfPlan(presets, organization, [role.name]);
      await problems.catch('roles', check);
    }
  }
}

export function addByHandOnly(problems: RowProblems, { name }: Role): void {
  problems.add('roles', 'byHand', { code: 'permission.escalation', values: { role: name } });
}

/** Ownership is offered and accepted, an elevation is granted to one member. */
export function isNotForSheets({ standing, elevation }: Role): boolean {
  return standing === 'owner' || elevation === true;
}
