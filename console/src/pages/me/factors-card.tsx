import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { Region } from '../../parts/region.js';
import { SecretDialog } from '../../parts/secret-dialog.js';
import { AppDialog, type BegunApp } from './app-dialog.js';
import { CodesButton } from './codes-button.js';
import { FactorRow } from './factor-row.js';
import classes from './me.module.css';
import { PasskeyDialog, type BegunPasskey } from './passkey-dialog.js';

const KEY = ['person', 'second-factors'] as const;

/** Passkeys, the authenticator app and the codes to recover with. A session that is not proved is asked to prove itself by the frame. */
export function FactorsCard(): ReactNode {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => server.listPersonFactors({}) });
  const [codes, show] = useState<readonly string[]>([]);
  // other sessions may have ended by it
  const changed = (made: readonly string[]): void => {
    show(made);
    void client.invalidateQueries({ queryKey: ['person'] });
  };
  return (
    <Card title={t('security.factors')} text={t('security.factorsText')}>
      <Region query={query}>
        {({ items, passkeys }) => (
          <>
            {items.length === 0 && <p className="muted">{t('factors.none')}</p>}
            <ul className={classes['list']}>
              {items.map((factor) => (
                <FactorRow key={factor.id} factor={factor} onChanged={() => changed([])} />
              ))}
            </ul>
            <Group gap={8} mt={12}>
              {passkeys && 'PublicKeyCredential' in window && <AddPasskey onMade={changed} />}
              <AddApp onMade={changed} />
              {items.length > 0 && <CodesButton items={items} onMade={changed} />}
            </Group>
          </>
        )}
      </Region>
      {codes.length > 0 && (
        <SecretDialog
          title={t('factors.codes.title')}
          text={t('factors.codes.text')}
          secret={codes.join('\n')}
          onStored={() => show([])}
        />
      )}
    </Card>
  );
}

interface AddProps {
  readonly onMade: (codes: readonly string[]) => void;
}

function AddApp({ onMade }: AddProps): ReactNode {
  const { t } = useTranslation('me');
  const [begun, setBegun] = useState<BegunApp>();
  const begin = useBegin(() => server.beginPersonApp({}), setBegun);
  return (
    <>
      <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('factors.app.add')}
      </Button>
      {begun && <AppDialog begun={begun} onMade={onMade} onClose={() => setBegun(undefined)} />}
    </>
  );
}

function AddPasskey({ onMade }: AddProps): ReactNode {
  const { t } = useTranslation('me');
  const [begun, setBegun] = useState<BegunPasskey>();
  const begin = useBegin(() => server.beginPersonPasskey({}), setBegun);
  return (
    <>
      <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('factors.passkey.add')}
      </Button>
      {begun && <PasskeyDialog begun={begun} onMade={onMade} onClose={() => setBegun(undefined)} />}
    </>
  );
}

/** The dialog opens when the server has begun: a session that must be proved first is proved before. */
function useBegin<T>(call: () => Promise<T>, onBegun: (begun: T) => void) {
  return useMutation({
    mutationFn: call,
    onSuccess: onBegun,
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
}
