import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../data/organization.js';
import type { Role } from '../../patterns/role-select/roles.js';
import {
  applied,
  floorOf,
  LEVELS,
  levelOf,
  NO_DIFFERENCE,
  type Level,
  type PermissionRow,
} from './matrix.js';
import classes from '../../patterns/matrix/matrix.module.css';
import type { RoleEdits } from './use-edits.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';

interface CellProps {
  readonly role: Role;
  readonly row: PermissionRow;
  readonly edits: RoleEdits;
  readonly mayWrite: boolean;
}

/** What a role may do in a line. In a custom role it is a choice; nothing is sent before Save. */
export function Cell({ role, row, edits, mayWrite }: CellProps): ReactNode {
  const { t } = useTranslation('roles');
  const difference = edits.edits[role.name] ?? NO_DIFFERENCE;
  const permissions = applied(role.permissions, difference);
  const level = levelOf(permissions, row.permission);
  const before = levelOf(role.permissions, row.permission);
  const isEditable = mayWrite && role.kind === 'custom' && role.retiring === undefined;
  return (
    <td
      className={classes['cell']}
      data-level={level}
      {...(level !== before && { 'data-changed': level === 'none' ? 'less' : 'more' })}
    >
      {isEditable ? (
        <Choice role={role} row={row} edits={edits} permissions={permissions} level={level} />
      ) : (
        t(`level.${level}`)
      )}
    </td>
  );
}

interface ChoiceProps extends Omit<CellProps, 'mayWrite'> {
  readonly permissions: readonly string[];
  readonly level: Level;
}

function Choice({ role, row, edits, permissions, level }: ChoiceProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const held = useMe().data?.permissions ?? [];
  const floor = floorOf(permissions, row);
  const mayHold = levelOf(held, row.permission);
  const reasonOf = (one: Level): string | undefined => {
    if (one === level) return undefined;
    if (LEVELS.indexOf(one) < LEVELS.indexOf(floor)) return t('implied');
    if (LEVELS.indexOf(one) > LEVELS.indexOf(mayHold)) return t('beyond');
    return row.isUnlisted === true && one !== 'none' ? t('unlisted') : undefined;
  };
  return (
    <select
      className={classes['choice']}
      aria-label={t('cell', { permission: words(row.permission), role: role.title })}
      value={level}
      onChange={({ currentTarget }) =>
        edits.set(role, row.permission, currentTarget.value as Level)
      }
    >
      {LEVELS.map((one) => {
        const reason = reasonOf(one);
        return (
          <option key={one} value={one} disabled={reason !== undefined}>
            {reason === undefined ? t(`level.${one}`) : `${t(`level.${one}`)} – ${reason}`}
          </option>
        );
      })}
    </select>
  );
}
