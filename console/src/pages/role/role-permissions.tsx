import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';
import type { Role } from '../../patterns/role-select/roles.js';
import classes from './role.module.css';

/** What the role may do, in words. It is changed in the matrix, where it is seen beside the other roles. */
export function RolePermissions({ role }: { readonly role: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const { permissions } = role;
  return (
    <Card title={t('may.title')}>
      {permissions.includes('*') ? (
        <p>{t('may.everything')}</p>
      ) : permissions.length === 0 ? (
        <p className="muted">{t('may.nothing')}</p>
      ) : (
        <ul className={classes['permissions']}>
          {permissions.map((permission) => (
            <li key={permission}>{words(permission)}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}
