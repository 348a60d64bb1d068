import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { useTexts } from '../../texts/use-texts.js';

interface LeaveDialogProps {
  /** of the organization */
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
  /** the way on, from a page that ends with the membership */
  readonly onLeft?: () => void;
}

/** What ends, before it does. The server refuses an owner and the last administrator, and says what comes first (console A20). */
export function LeaveDialog({ id, name, onClose, onLeft }: LeaveDialogProps): ReactNode {
  const { t } = useTranslation('me');
  const isReady = useTexts('me');
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => server.leaveOrganization({ params: { organizationId: id } }),
    onSuccess: async () => {
      onClose();
      announce({ text: t('organizations.left', { name }) });
      onLeft?.();
      await client.invalidateQueries({ queryKey: ['own-organizations'] });
    },
  });
  if (!isReady) return null;
  return (
    <ConfirmDialog
      opened
      title={t('organizations.leaveTitle', { name })}
      confirm={t('organizations.leave')}
      isDangerous
      isBusy={leave.isPending}
      error={leave.error}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    >
      <p>{t('organizations.leaveText', { name })}</p>
      <p className="muted">{t('organizations.leaveBack')}</p>
    </ConfirmDialog>
  );
}
