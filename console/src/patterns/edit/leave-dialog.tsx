import { Button, Group, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks before another page takes the place of a form with changes; another tab of the same page does not. */
export function LeaveDialog({ isDirty }: { readonly isDirty: boolean }): ReactNode {
  const { t } = useTranslation(['edit', 'frame']);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const stay = (): void => blocker.reset?.();
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={stay}
      title={t('edit:leave.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <p className="muted">{t('edit:leave.text')}</p>
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" data-autofocus onClick={stay}>
          {t('edit:leave.stay')}
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          {t('edit:leave.go')}
        </Button>
      </Group>
    </Modal>
  );
}
