import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import classes from './me.module.css';

interface FactorDialogProps {
  readonly title: string;
  readonly text: string;
  /** the word of the button */
  readonly confirm: string;
  /** what is needed has been typed */
  readonly isReady: boolean;
  /** makes the factor; answers with recovery codes, where these are the first */
  readonly make: () => Promise<{ readonly codes: readonly string[] }>;
  /** what is on the screen cannot be had again: a click beside it closes nothing */
  readonly isKept?: boolean;
  readonly onMade: (codes: readonly string[]) => void;
  readonly onClose: () => void;
  /** the fields */
  readonly children: ReactNode;
}

/** A second factor in the making: its fields, the problem where there is one, and the way out. */
export function FactorDialog(props: FactorDialogProps): ReactNode {
  const { title, text, confirm, isReady, isKept = false, make, onMade, onClose, children } = props;
  const { t } = useTranslation(['me', 'frame']);
  const making = useMutation({
    mutationFn: make,
    onSuccess: ({ codes }) => {
      announce({ text: t('me:factors.added') });
      onMade(codes);
      onClose();
    },
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
      closeOnClickOutside={!isKept}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !making.isPending) making.mutate();
        }}
      >
        <p className="muted">{text}</p>
        {children}
        <FormError error={making.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={making.isPending} disabled={!isReady}>
            {confirm}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
