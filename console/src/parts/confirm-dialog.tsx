import { Button, Group } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.js';
import classes from './dialogs.module.css';
import { FormError } from './form-error.js';

interface ConfirmDialogProps {
  readonly opened: boolean;
  /** a question that names the person or thing: `Remove Ada Brandt?` */
  readonly title: string;
  /** what it does, and what it does to others */
  readonly children: ReactNode;
  /** the word of the action: `Remove` */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  /** false while something is to be typed or loaded first */
  readonly isReady?: boolean;
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asked before what cannot be taken back by one click. The focus is on Cancel (console F1); a double click confirms once. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { opened, title, children, confirm, isDangerous = false, isBusy = false } = props;
  const { isReady = true, error, onConfirm, onClose } = props;
  const { t } = useTranslation('frame');
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('close') }}
      onEnterTransitionEnd={() => cancel.current?.focus()}
    >
      <div className={classes['body']}>{children}</div>
      <FormError error={error} />
      <Group justify="flex-end" gap={8} mt={20}>
        <Button ref={cancel} variant="default" data-autofocus onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          {...(isDangerous && { color: 'red' })}
          loading={isBusy}
          disabled={!isReady}
          onClick={onConfirm}
        >
          {confirm}
        </Button>
      </Group>
    </Dialog>
  );
}
