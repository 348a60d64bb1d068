import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Region } from '../../parts/region.js';
import type { Plan } from './plan.js';
import classes from './plan.module.css';

type Preview = Operations['previewPlan']['output'];

interface PlanCheckProps {
  readonly plan: Plan;
  readonly onClose: () => void;
}

/** Whether the organization fits into the plan, and who and what would have to go first. */
export function PlanCheck({ plan, onClose }: PlanCheckProps): ReactNode {
  const { t } = useTranslation('plan');
  const organizationId = useOrganizationId();
  const mayChange = useReach()('billing:write') === 'any';
  const refresh = useRefresh();
  const { name, title } = plan;
  const preview = useQuery({
    queryKey: keyOf(organizationId, 'plan', 'preview', name),
    queryFn: () => server.previewPlan({ params: { organizationId }, body: { plan: name } }),
    staleTime: 0,
  });
  const change = useMutation({
    mutationFn: () => server.changePlan({ params: { organizationId }, body: { plan: name } }),
    onSuccess: async () => {
      announce({ text: t('changed', { plan: title }) });
      onClose();
      await refresh();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('ask', { plan: title })}
      confirm={t('change')}
      isReady={mayChange && preview.data?.allowed === true}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Region query={preview} lines={3}>
        {(found) => <Findings preview={found} />}
      </Region>
      {!mayChange && <p className="muted">{t('mayNotChange')}</p>}
    </ConfirmDialog>
  );
}

function Findings({ preview }: { readonly preview: Preview }): ReactNode {
  const { t } = useTranslation('plan');
  const { allowed, members, people, invitations, roles, features, more } = preview;
  if (allowed) return <p>{t('fits')}</p>;
  return (
    <>
      <p>{t('fitsNot')}</p>
      {members.excess > 0 && <p className="num">{t('excess', { count: members.excess })}</p>}
      {roles.length > 0 && <p>{t('roles', { list: roles.join(', ') })}</p>}
      {features.length > 0 && <p>{t('lost', { list: features.join(', ') })}</p>}
      {people.length + invitations.length > 0 && (
        <ul className={classes['list']} aria-label={t('people')} tabIndex={0}>
          {people.map(({ memberId, name, because }) => (
            <li key={memberId}>
              <bdi>{name}</bdi> <span className="muted">{t(`because.${because}`)}</span>
            </li>
          ))}
          {invitations.map(({ invitationId, email }) => (
            <li key={invitationId}>
              <bdi>{email}</bdi> <span className="muted">{t('because.invitation')}</span>
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted">{t('more')}</p>}
    </>
  );
}
