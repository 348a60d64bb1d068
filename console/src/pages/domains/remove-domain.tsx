import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import type { Domain } from './domain.js';

interface RemoveDomainProps {
  readonly domain: Domain;
  readonly onClose: () => void;
}

/** Nobody leaves by it; it opens nothing any more, and has to be proved anew to come back. */
export function RemoveDomain({ domain, onClose }: RemoveDomainProps): ReactNode {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const { id, name } = domain;
  const params = { organizationId, domainId: id };
  const seen = useSeen(domain, () => server.getDomain({ params }));
  const remove = useMutation({
    mutationFn: () => seen.act((ifMatch) => server.removeDomain({ params, ifMatch })),
    onSuccess: async () => {
      announce({ text: t('remove.done', { name }) });
      onClose();
      await refresh('domains');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('remove.ask', { name })}
      confirm={t('remove.go')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('remove.effect', { name })}</p>
    </ConfirmDialog>
  );
}
