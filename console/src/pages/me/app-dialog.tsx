import { Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { server } from '../../data/server.js';
import { CopyButton } from '../../parts/copy-button.js';
import { FactorDialog } from './factor-dialog.js';
import classes from './me.module.css';

export type BegunApp = Operations['beginPersonApp']['output'];

interface AppDialogProps {
  readonly begun: BegunApp;
  readonly onMade: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

/** The picture for the camera, the secret for fingers, and the first code, from which on the app counts. */
export function AppDialog({ begun, onMade, onClose }: AppDialogProps): ReactNode {
  const { t } = useTranslation('me');
  const [code, setCode] = useState('');
  return (
    <FactorDialog
      title={t('factors.app.title')}
      text={t('factors.app.scan')}
      confirm={t('factors.app.confirm')}
      isReady={code.trim() !== ''}
      isKept
      make={() =>
        server.confirmPersonApp({ body: { id: begun.id, code: code.replaceAll(/\s/g, '') } })
      }
      onMade={onMade}
      onClose={onClose}
    >
      <Picture svg={begun.picture} />
      <Group wrap="nowrap" gap={8}>
        <output className={classes['secret']} aria-label={t('factors.app.secret')}>
          {begun.secret}
        </output>
        <CopyButton value={begun.secret} label={t('factors.app.copy')} />
      </Group>
      <TextInput
        label={t('factors.app.code')}
        name="app-code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
    </FactorDialog>
  );
}

/** An image of its own: markup of the server never becomes elements of the page. */
function Picture({ svg }: { readonly svg: string }): ReactNode {
  const { t } = useTranslation('me');
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return <img className={classes['picture']} src={address} alt={t('factors.app.picture')} />;
}
