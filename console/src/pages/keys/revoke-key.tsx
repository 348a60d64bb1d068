import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Time } from '../../parts/time.js';
import type { ApiKey } from './columns.js';

interface RevokeKeyProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** A key cannot come back, so that the question says when it was last used. */
export function RevokeKey({
  apiKey: { id, name, lastUsedAt },
  onClose,
}: RevokeKeyProps): ReactNode {
  const { t } = useTranslation('keys');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const revoke = useMutation({
    mutationFn: () => server.revokeApiKey({ params: { organizationId, apiKeyId: id } }),
    onSuccess: async () => {
      onClose();
      announce({ text: t('revoke.done', { name }) });
      await refresh('api-keys');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('revoke.title', { name })}
      confirm={t('revoke.confirm')}
      isDangerous
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{t('revoke.text')}</p>
      <p className="muted">
        {lastUsedAt === undefined ? t('revoke.unused') : t('revoke.used')}{' '}
        {lastUsedAt !== undefined && <Time at={lastUsedAt} />}
      </p>
    </ConfirmDialog>
  );
}
