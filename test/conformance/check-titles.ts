import { checkGroups, type Check } from '@muster/scim-tester';

/** Rows that the tester cannot see whatever access it has: a restart, an OAuth client. */
export const unseenRows = ['105', '108'];

/** `row 7: broken JSON …`, `E22: Schema_Discoverability_Test` */
export function titleOf({ row, title }: Check): string {
  return `${/^\d/.test(row) ? 'row ' : ''}${row}: ${title}`;
}

/** The titles of the tests that checks.test.ts makes. */
export const checkTitles: readonly string[] = checkGroups
  .flatMap(({ checks }) => checks)
  .filter(({ row }) => !unseenRows.includes(row))
  .map(titleOf);
