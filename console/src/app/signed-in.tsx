import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './frame.module.css';

/** Tabs of one browser tell each other on it that somebody has signed in. */
export const SESSION_CHANNEL = 'muster-session';

/** The end of a sign-in that another tab waits for: it tells that tab, and closes itself where the browser lets it. */
export function SignedIn(): ReactNode {
  const { t } = useTranslation('frame');
  useEffect(() => {
    const channel = new BroadcastChannel(SESSION_CHANNEL);
    channel.postMessage('signed-in');
    channel.close();
    window.close();
  }, []);
  return (
    <main className={classes['alone']}>
      <h1>{t('again.done.title')}</h1>
      <p className="muted">{t('again.done.text')}</p>
    </main>
  );
}
