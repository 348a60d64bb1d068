import { ActionIcon, Tooltip } from '@mantine/core';
import { IconMinus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Holders, type Holder } from '../../patterns/role-holders/holders.js';
import { useHoldersOfStanding, type Role } from '../../patterns/role-select/roles.js';

/** Who has the role. It can be taken away here; what that means for the organization is said before the click (console A20). */
export function RolePeople({ role }: { readonly role: Role }): ReactNode {
  const { t } = useTranslation('roles');
  const [asked, setAsked] = useState<Holder>();
  const reasonOf = useTakeReason(role);
  return (
    <Card title={t('who.people')}>
      <Holders
        roles={[role.name]}
        action={(holder) => (
          <Take name={holder.name ?? ''} reason={reasonOf} onClick={() => setAsked(holder)} />
        )}
      />
      {asked && <TakeDialog role={role} holder={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

/** Why the role cannot be taken from anybody here. */
function useTakeReason(role: Role): string | undefined {
  const { t } = useTranslation('roles');
  const mayWrite = useReach()('members:write') === 'any';
  const count = useHoldersOfStanding(role.standing);
  if (!mayWrite) return t('take.mayNot');
  if (role.standing !== 'none' && count === 1) return t(`take.last_${role.standing}`);
  return role.grantable || role.standing === 'owner' ? undefined : t('beyondText');
}

interface TakeProps {
  readonly name: string;
  readonly reason: string | undefined;
  readonly onClick: () => void;
}

function Take({ name, reason, onClick }: TakeProps): ReactNode {
  const { t } = useTranslation('roles');
  const label = t('take.from', { name });
  return (
    <Tooltip label={reason ?? label}>
      <ActionIcon
        aria-label={label}
        {...(reason !== undefined && {
          'aria-disabled': true,
          'data-disabled': true,
          'aria-description': reason,
        })}
        onClick={() => reason === undefined && onClick()}
      >
        <IconMinus size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

interface TakeDialogProps {
  readonly role: Role;
  readonly holder: Holder;
  readonly onClose: () => void;
}

function TakeDialog({ role, holder, onClose }: TakeDialogProps): ReactNode {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const name = holder.name ?? '';
  const params = { organizationId, memberId: holder.id };
  const give = async (): Promise<void> => {
    try {
      await server.giveMemberRole({ params, body: { role: role.name, confirm: true } });
      await refresh('members');
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
  };
  const take = useMutation({
    mutationFn: () =>
      server.takeMemberRole({
        params: { organizationId, memberId: holder.id, roleName: role.name },
        query: { confirm: 'true' },
      }),
    onSuccess: async () => {
      onClose();
      announce({
        text: t('take.done', { name, role: role.title }),
        action: { label: t('save.undo'), run: () => void give() },
      });
      await refresh();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('take.title', { name, role: role.title })}
      confirm={t('take.go')}
      isDangerous
      isBusy={take.isPending}
      error={take.error}
      onConfirm={() => take.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('take.text', { name })}</p>
    </ConfirmDialog>
  );
}
