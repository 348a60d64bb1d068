import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import type { Invitation } from './invitation-requests.js';
import { useReason } from './reasons.js';

/** One click on an invitation that has run out sends it again with a new link and a new end (console A14). */
export function RenewButton({ row }: { readonly row: Invitation }): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const reason = useReason()('invitations:write');
  const name = row.name ?? row.email;
  const renew = useMutation({
    mutationFn: () =>
      server.renewInvitation({ params: { organizationId, invitationId: row.id }, body: {} }),
    onSuccess: async () => {
      announce({ text: t('renewing.done', { count: 1 }) });
      await refresh();
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <ReasonedButton
      size="compact-xs"
      variant="default"
      loading={renew.isPending}
      reason={reason}
      aria-label={t('renewing.of', { name })}
      onClick={() => {
        if (!renew.isPending) renew.mutate();
      }}
    >
      {t('renew')}
    </ReasonedButton>
  );
}
