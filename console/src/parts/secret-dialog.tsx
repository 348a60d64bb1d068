import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.js';
import { Dialog } from './dialog.js';
import classes from './dialogs.module.css';

interface SecretDialogProps {
  readonly title: string;
  /** what it opens, and that it is shown once */
  readonly text: string;
  readonly secret: string;
  readonly onStored: () => void;
}

/** Shown once. Only "I have stored it" closes it: Esc, the backdrop and a new render do not (console A7). */
export function SecretDialog({ title, text, secret, onStored }: SecretDialogProps): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <Dialog
      opened
      onClose={() => undefined}
      title={title}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <p className="muted">{text}</p>
      <Group wrap="nowrap" mt={12} gap={8}>
        <output className={classes['secret']} aria-label={title} data-secret>
          {secret}
        </output>
        <CopyButton value={secret} label={t('copy.secret')} />
      </Group>
      <Group justify="flex-end" mt={20}>
        <Button onClick={onStored}>{t('stored')}</Button>
      </Group>
    </Dialog>
  );
}
