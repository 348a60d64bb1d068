import type { WithholdAccess } from '#core/entitlements/index.js';
import { writeMember } from './lifecycle/change.js';

/**
 * A space or the seats of a product that groups give a member stay away until the override ends. Then they are given again, as all that
 * groups give is settled anew.
 */
export const withholdAccess: WithholdAccess = async (scope, member, withholdable) => {
  const all = new Set([...(member.withheldAccess ?? []), withholdable]);
  await writeMember(scope, member, { withheldAccess: [...all].sort() }, { recompute: true });
};
