import type { Context } from '#kernel/index.js';
import { requirePermission } from '#core/access/index.js';
import type { ImportKey, ImportOptions } from './columns.js';

export function hasColumn({ columns }: Pick<ImportOptions, 'columns'>, key: ImportKey): boolean {
  return columns.some((column) => column.key === key);
}

/** Sheets that give seats or spaces, or invite, need those rights too, when they come in and with every row. Fault `permission.missing`. */
export function requireSheetRights(
  ctx: Context,
  options: Pick<ImportOptions, 'columns' | 'invite'>,
): void {
  if (hasColumn(options, 'products')) requirePermission(ctx, 'seats:write');
  if (hasColumn(options, 'spaces')) requirePermission(ctx, 'spaces:write');
  if (options.invite) requirePermission(ctx, 'invitations:write');
}
