import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import type { Role } from '../../patterns/role-select/roles.js';
import classes from '../../patterns/matrix/matrix.module.css';

/** The name of a role leads to it. A lock says that it is ready-made. */
export function RoleHead({ role }: { readonly role: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const { name, title, kind, retiring } = role;
  return (
    <th scope="col" className={classes['role']}>
      <Link
        to="/o/$organizationId/roles/$roleName"
        params={{ organizationId, roleName: name }}
        title={title}
      >
        {title}
      </Link>
      {kind === 'preset' ? (
        <IconLock size={13} aria-label={t('kind.preset')} role="img" />
      ) : (
        <small>{retiring ? t('retiring') : t('kind.custom')}</small>
      )}
    </th>
  );
}
