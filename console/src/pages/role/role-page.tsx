import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { BackLink } from '../../parts/back-link.js';
import { Card } from '../../parts/card.js';
import { Chip } from '../../parts/chip.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { useRoles, type Role } from '../../patterns/role-select/roles.js';
import { DeleteRole } from './delete-role.js';
import { RoleDetails } from './role-details.js';
import { RolePermissions } from './role-permissions.js';
import { RolePeople } from './role-people.js';
import { RoleVersions } from './role-versions.js';
import classes from './role.module.css';

/** One role: what it is, who has it, how it changed, and its end. */
export function RolePage(): ReactNode {
  const organizationId = useOrganizationId();
  const { roleName } = useParams({ from: '/o/$organizationId/roles/$roleName' });
  const role = useQuery({
    queryKey: keyOf(organizationId, 'roles', roleName),
    queryFn: () => server.getRole({ params: { organizationId, roleName } }),
  });
  return (
    <Region query={role} lines={6}>
      {(loaded) => <Loaded read={loaded} />}
    </Region>
  );
}

function Loaded({ read }: { readonly read: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const roles = useRoles().data ?? [read];
  const title = roles.find(({ name }) => name === read.name)?.title ?? read.title;
  const role = { ...read, title };
  return (
    <>
      <BackLink>
        <Link to="/o/$organizationId/roles" params={{ organizationId }}>
          {t('title')}
        </Link>
      </BackLink>
      <PageHeader title={role.title} subtitle={role.description}>
        <Chip isSource>{t(`kind.${role.kind}`)}</Chip>
      </PageHeader>
      {role.retiring && (
        <p className={classes['notice']} role="status">
          {t('retiringText', { count: role.retiring.done })}
        </p>
      )}
      <div className={classes['columns']}>
        <div>
          <RoleDetails key={role.version ?? 0} role={role} roles={roles} />
          <RolePermissions role={role} />
          {role.kind === 'custom' && <RoleVersions role={role} roles={roles} />}
          {role.kind === 'custom' && <Ending role={role} roles={roles} />}
        </div>
        <RolePeople role={role} />
      </div>
    </>
  );
}

interface EndingProps {
  readonly role: Role;
  readonly roles: readonly Role[];
}

/** What ends things stands last, and apart (console F1). */
function Ending({ role, roles }: EndingProps): ReactNode {
  const { t } = useTranslation('roles');
  const mayWrite = useReach()('roles:write') === 'any';
  const [isAsked, setAsked] = useState(false);
  return (
    <Card title={t('delete.title')} text={t('delete.text')}>
      <ReasonedButton
        variant="default"
        c="var(--bad)"
        reason={mayWrite ? undefined : t('mayNotWrite')}
        onClick={() => setAsked(true)}
      >
        {t('delete.go')}
      </ReasonedButton>
      {isAsked && <DeleteRole role={role} roles={roles} onClose={() => setAsked(false)} />}
    </Card>
  );
}
