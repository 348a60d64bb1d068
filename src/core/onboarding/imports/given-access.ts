import { requireFeature, requirePermission } from '#core/access/index.js';
import type { ImportContext } from './context.js';
import type { RowProblems } from './problems.js';
import type { RowInput } from './rows.js';

/** Sheets give seats and spaces; they take none away. Who gives them holds that right. */
export async function checkGivenAccess(
  { ctx, presets, organization }: ImportContext,
  { products, spaces }: Pick<RowInput, 'products' | 'spaces'>,
  problems: RowProblems,
): Promise<void> {
  if (products.length > 0) {
    await problems.catch('products', () => requirePermission(ctx, 'seats:write'));
  }
  if (spaces.length > 0) {
    await problems.catch('spaces', () => {
      requirePermission(ctx, 'spaces:write');
      requireFeature(presets, organization, 'spaces');
    });
  }
}
