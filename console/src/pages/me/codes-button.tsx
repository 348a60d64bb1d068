import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { server } from '../../data/server.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import type { Factor } from './factor.js';

interface CodesButtonProps {
  readonly items: readonly Factor[];
  readonly onMade: (codes: readonly string[]) => void;
}

/** New codes to recover with. Those that are left end with it, so that it is asked first. */
export function CodesButton({ items, onMade }: CodesButtonProps): ReactNode {
  const { t } = useTranslation('me');
  const [isOpen, open] = useState(false);
  const left = items.find(({ kind }) => kind === 'recovery_codes')?.left ?? 0;
  const make = useMutation({
    mutationFn: () => server.makePersonCodes({}),
    onSuccess: ({ codes }) => {
      open(false);
      onMade(codes);
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => open(true)}>
        {t('factors.codes.make')}
      </Button>
      {isOpen && (
        <ConfirmDialog
          opened
          title={t('factors.codes.ask')}
          confirm={t('factors.codes.make')}
          isBusy={make.isPending}
          error={make.error}
          onConfirm={() => make.mutate()}
          onClose={() => open(false)}
        >
          <p>{t('factors.codes.replaced', { count: left })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
