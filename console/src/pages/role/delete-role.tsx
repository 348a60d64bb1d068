import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Region } from '../../parts/region.js';
import { usePermissionWords } from '../../patterns/permissions/words.js';
import { RoleSelect } from '../../patterns/role-select/role-select.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { List } from './role-difference.js';
import classes from './role.module.css';

type Usage = Operations['getRoleUsage']['output'];

interface DeleteRoleProps {
  readonly role: Role;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

/** Who has the role, which one they get instead, and what that gives them and takes from them: all of it before the button. */
export function DeleteRole({ role, roles, onClose }: DeleteRoleProps): ReactNode {
  const { t } = useTranslation('roles');
  const [to, setTo] = useState<string | null>(null);
  const usage = useUsage(role, to);
  const remove = useRemove(role, to);
  const isReady = usage.data !== undefined && canGo(usage.data, to);
  return (
    <ConfirmDialog
      opened
      title={t('delete.ask', { role: role.title })}
      confirm={t('delete.go')}
      isDangerous
      isReady={isReady}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Region query={usage} lines={2}>
        {(found) => (
          <>
            <Effects usage={found} />
            {isUsed(found) && (
              <RoleSelect
                label={t('delete.to')}
                placeholder={t('delete.choose')}
                roles={roles.filter(({ name }) => name !== role.name)}
                value={to}
                onChange={setTo}
                refuse={({ standing, elevation }) =>
                  standing === 'owner' || elevation ? t('delete.notThis') : undefined
                }
              />
            )}
            {to !== null && <Exchange usage={found} />}
          </>
        )}
      </Region>
    </ConfirmDialog>
  );
}

/** Of what uses the role, and, with a replacement, what that changes. */
function useUsage(role: Role, to: string | null) {
  const organizationId = useOrganizationId();
  return useQuery({
    queryKey: keyOf(organizationId, 'roles', role.name, 'usage', to),
    queryFn: () =>
      server.getRoleUsage({
        params: { organizationId, roleName: role.name },
        query: to === null ? {} : { to },
      }),
    placeholderData: (before) => before,
  });
}

function isUsed({ members, invitations, mappings }: Usage): boolean {
  return members + invitations + mappings > 0;
}

function canGo(usage: Usage, to: string | null): boolean {
  return usage.defaults.length === 0 && (!isUsed(usage) || to !== null);
}

function Effects({ usage }: { readonly usage: Usage }): ReactNode {
  const { t } = useTranslation('roles');
  const { members, invitations, mappings, defaults } = usage;
  if (!isUsed(usage) && defaults.length === 0) return <p>{t('delete.unused')}</p>;
  return (
    <>
      <ul className={classes['plain']}>
        {members > 0 && <li>{t('delete.members', { count: members })}</li>}
        {invitations > 0 && <li>{t('delete.invitations', { count: invitations })}</li>}
        {mappings > 0 && <li>{t('delete.mappings', { count: mappings })}</li>}
      </ul>
      {defaults.length > 0 && (
        <p role="alert">
          {t('delete.defaults', { names: defaults.map(({ name }) => name).join(', ') })}
        </p>
      )}
    </>
  );
}

function Exchange({ usage: { permissions, members } }: { readonly usage: Usage }): ReactNode {
  const { t } = useTranslation('roles');
  const words = usePermissionWords();
  if (!permissions) return null;
  const isSame = permissions.added.length + permissions.removed.length === 0;
  return isSame ? (
    <p className="muted">{t('delete.same')}</p>
  ) : (
    <dl className={classes['difference']}>
      <List term={t('delete.change', { count: members })} lists={permissions} words={words} />
    </dl>
  );
}

function useRemove(role: Role, to: string | null) {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const params = { organizationId, roleName: role.name };
  const seen = useSeen(role, () => server.getRole({ params }));
  const query = to === null ? {} : { to };
  return useMutation({
    mutationFn: () => seen.act((ifMatch) => server.deleteRole({ params, query, ifMatch })),
    onSuccess: async ({ state }) => {
      announce({ text: t(`delete.${state}`, { role: role.title }) });
      await navigate({ to: '/o/$organizationId/roles', params: { organizationId }, search: {} });
      await refresh('roles');
    },
  });
}
