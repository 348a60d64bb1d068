import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { CopyButton } from '../../parts/copy-button.js';
import { FormError } from '../../parts/form-error.js';
import classes from './me.module.css';

export type BegunApp = Operations['beginPersonApp']['output'];

interface AppDialogProps {
  readonly begun: BegunApp;
  readonly onMade: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

/** The picture for the camera, the secret for fingers, and the first code, from which on the app counts. */
export function AppDialog({ begun, onMade, onClose }: AppDialogProps): ReactNode {
  const { t } = useTranslation(['me', 'frame']);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () =>
      server.confirmPersonApp({ body: { id: begun.id, code: code.replaceAll(/\s/g, '') } }),
    onSuccess: ({ codes }) => {
      announce({ text: t('me:factors.added') });
      onMade(codes);
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('me:factors.app.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
      closeOnClickOutside={false}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '' && !confirm.isPending) confirm.mutate();
        }}
      >
        <p className="muted">{t('me:factors.app.scan')}</p>
        <Picture svg={begun.picture} />
        <Group wrap="nowrap" gap={8}>
          <output className={classes['secret']} aria-label={t('me:factors.app.secret')}>
            {begun.secret}
          </output>
          <CopyButton value={begun.secret} label={t('me:factors.app.copy')} />
        </Group>
        <TextInput
          label={t('me:factors.app.code')}
          name="app-code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
        <FormError error={confirm.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
            {t('me:factors.app.confirm')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** An image of its own: markup of the server never becomes elements of the page. */
function Picture({ svg }: { readonly svg: string }): ReactNode {
  const { t } = useTranslation('me');
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return <img className={classes['picture']} src={address} alt={t('factors.app.picture')} />;
}
