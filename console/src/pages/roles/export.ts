import type { TFunction } from 'i18next';
import { download, toCsv } from '../../parts/download.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { levelOf, type RowGroup } from './matrix.js';

interface Shown {
  readonly roles: readonly Role[];
  readonly groups: readonly RowGroup[];
  readonly words: (permission: string) => string;
  readonly t: TFunction;
}

/** The matrix as it is saved, one line for each permission. */
export function downloadMatrix({ roles, groups, words, t }: Shown): void {
  const head = [t('permission'), t('name'), ...roles.map(({ title }) => title)];
  const lines = groups.flatMap(({ rows }) =>
    rows.map(({ permission }) => [
      words(permission),
      permission,
      ...roles.map(({ permissions }) => t(`level.${levelOf(permissions, permission)}`)),
    ]),
  );
  download('roles.csv', 'text/csv', toCsv([head, ...lines]));
}
