import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.js';
import { Holders } from '../../patterns/role-holders/holders.js';
import { Chip } from '../../parts/chip.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { levelOf, type PermissionRow } from './matrix.js';
import classes from '../../patterns/matrix/matrix.module.css';
import { usePermissionWords } from '../../patterns/permissions/words.js';

interface WhoHasProps {
  readonly row: PermissionRow;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

/** From a permission to the roles that include it, and to the people who have one of them (console G6). */
export function WhoHas({ row, roles, onClose }: WhoHasProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const having = roles.filter(({ permissions }) => levelOf(permissions, row.permission) !== 'none');
  return (
    <Dialog
      opened
      onClose={onClose}
      size={520}
      title={words(row.permission)}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <div className={classes['holders']}>
        <p>
          <code>{row.permission}</code>
        </p>
        <div>
          <h3>{t('who.roles')}</h3>
          {having.length === 0 ? (
            <p className="muted">{t('who.nobody')}</p>
          ) : (
            <div className={classes['chips']}>
              {having.map(({ name, title }) => (
                <Chip key={name}>{title}</Chip>
              ))}
            </div>
          )}
        </div>
        {having.length > 0 && (
          <div>
            <h3>{t('who.people')}</h3>
            <Holders roles={having.map(({ name }) => name)} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
