import type { Context } from '#kernel/index.js';
import { requirePermission } from '#core/access/index.js';
import type { ImportOptions } from './columns.js';

/** Who invites by a sheet needs that right, when it comes in and with every row. Fault `permission.missing`. */
export function requireSheetRights(ctx: Context, { invite }: Pick<ImportOptions, 'invite'>): void {
  if (invite) requirePermission(ctx, 'invitations:write');
}
