import { Button } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { useRoles, type Role } from '../../patterns/role-select/roles.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import { downloadMatrix } from './export.js';
import { groupsOf, type RowGroup } from './matrix.js';
import { Matrix } from './matrix-table.js';
import { NewRole } from './new-role.js';
import { SaveBar } from './save-bar.js';
import { useRoleEdits } from './use-edits.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';

/** Which role may do what, for everybody who may read roles; custom roles are changed in the same place. */
export function RolesPage(): ReactNode {
  const { t } = useTranslation('roles');
  const roles = useRoles();
  return (
    <>
      {!roles.data && <PageHeader title={t('title')} />}
      <Region query={roles} lines={8}>
        {(all) => <Loaded roles={ownFirst(all)} title={t('title')} />}
      </Region>
    </>
  );
}

function Loaded({ roles, title }: { readonly roles: readonly Role[]; readonly title: string }) {
  const { t } = useTranslation('roles');
  const areas = useAreas();
  const edits = useRoleEdits(roles);
  const count = Object.keys(edits.edits).length;
  const own = roles.filter(({ kind }) => kind === 'custom').length;
  const figures = [
    t('readyMade', { count: roles.length - own }),
    own === 0 ? t('noneOwn') : t('own', { count: own }),
    ...(count > 0 ? [t('unsaved', { count })] : []),
  ];
  return (
    <>
      <PageHeader title={title} subtitle={figures.join(' · ')}>
        <Actions roles={roles} groups={areas.data ? groupsOf(areas.data, roles) : []} />
      </PageHeader>
      <Region query={areas} lines={10}>
        {(known) => <Matrix roles={roles} groups={groupsOf(known, roles)} edits={edits} />}
      </Region>
      <SaveBar roles={roles} edits={edits} />
      <LeaveDialog isDirty={count > 0} />
    </>
  );
}

/** What can be changed stands beside the names of the permissions. */
function ownFirst(roles: readonly Role[]): Role[] {
  const isOwn = ({ kind }: Role): boolean => kind === 'custom';
  return [...roles.filter(isOwn), ...roles.filter((role) => !isOwn(role))];
}

interface ActionsProps {
  readonly roles: readonly Role[];
  readonly groups: readonly RowGroup[];
}

function Actions({ roles, groups }: ActionsProps): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  const reach = useReach();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        onClick={() => downloadMatrix({ roles, groups, words, t })}
      >
        {t('export')}
      </Button>
      <ReasonedButton
        leftSection={<IconPlus size={16} />}
        reason={reach('roles:write') === 'any' ? undefined : t('mayNotWrite')}
        onClick={() => setNew(true)}
      >
        {t('new')}
      </ReasonedButton>
      {isNew && <NewRole roles={roles} onClose={() => setNew(false)} />}
    </>
  );
}

/** Muster's areas, then those of the host application. */
function useAreas() {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'permissions'),
    queryFn: async () => (await server.listPermissions({ params: { organizationId } })).items,
    staleTime: 60_000,
  });
}
