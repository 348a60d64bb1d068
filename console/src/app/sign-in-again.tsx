import { Button, Group } from '@mantine/core';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetUnsaved } from '../data/unsaved.js';
import { server } from '../data/server.js';
import { askedNow, onSessionChange, settleSignIn } from '../data/session.js';
import { Dialog } from '../parts/dialog.js';
import { SESSION_CHANNEL } from './signed-in.js';

/**
 * A session that ended, or that has to be proved once more, is renewed in another tab while the page stays as it is (console A10). A
 * different person does not inherit what was typed: the page is loaded anew for them.
 */
export function SignInAgain({ accountId }: { readonly accountId: string }): ReactNode {
  const { t } = useTranslation('frame');
  const asked = useSyncExternalStore(onSessionChange, askedNow);
  useEffect(() => {
    const channel = new BroadcastChannel(SESSION_CHANNEL);
    channel.onmessage = () => void goOn(accountId);
    return () => channel.close();
  }, [accountId]);
  const why = asked?.why ?? 'ended';
  return (
    <Dialog
      opened={asked !== undefined}
      onClose={() => settleSignIn(false)}
      title={t(`again.${why}.title`)}
      closeButtonProps={{ 'aria-label': t('close') }}
      closeOnClickOutside={false}
      zIndex={500}
    >
      <p className="muted">{t(`again.${why}.text`)}</p>
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={() => settleSignIn(false)}>
          {t('cancel')}
        </Button>
        <Button component="a" href={asked?.page ?? ''} target="_blank" rel="opener" data-autofocus>
          {t(`again.${why}.go`)}
        </Button>
      </Group>
    </Dialog>
  );
}

async function goOn(accountId: string): Promise<void> {
  if (!askedNow()) return;
  const person = await server.getPerson({}).catch(() => undefined);
  if (!person) return;
  if (person.account.id !== accountId) {
    forgetUnsaved();
    return location.reload();
  }
  settleSignIn(true);
}
