import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnsaved } from '../../data/unsaved.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';

interface LeaveDialogProps {
  readonly isDirty: boolean;
}

/** Asks before another page is opened, or the tab is closed, while changes are not saved (console A10, A19). */
export function LeaveDialog({ isDirty }: LeaveDialogProps): ReactNode {
  const { t } = useTranslation('frame');
  useUnsaved(isDirty);
  const { status, proceed, reset } = useBlocker({
    // filters of the same page are no leaving
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      title={t('leave.title')}
      confirm={t('leave.go')}
      isDangerous
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      <p className="muted">{t('leave.text')}</p>
    </ConfirmDialog>
  );
}
