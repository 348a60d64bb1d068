import { Button, useMantineColorScheme } from '@mantine/core';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../data/person.js';
import { usePreferences } from '../data/preferences.js';
import { Hints } from '../parts/hints.js';
import { Announcements } from '../parts/announcements.js';
import { ProblemState } from '../parts/problem-state.js';
import classes from './frame.module.css';
import { isOperatorPath } from './operator-path.js';
import { SignInAgain } from './sign-in-again.js';
import { isNewVersion, onNewVersion, reload } from './upgrades.js';

/** Around every page: the live region, the dialog of a session that ended, the word of a new version. An operator needs no session. */
export function Root(): ReactNode {
  const { pathname } = useLocation();
  if (!isOperatorPath(pathname)) return <PersonRoot />;
  return (
    <>
      <NewVersion />
      <Outlet />
      <Hints />
      <Announcements />
    </>
  );
}

function PersonRoot(): ReactNode {
  const person = usePerson();
  if (!person.data)
    return <Unreachable error={person.error} onRetry={() => void person.refetch()} />;
  return (
    <>
      <KeptColors />
      <NewVersion />
      <Outlet />
      <SignInAgain accountId={person.data.account.id} />
      <Hints />
      <Announcements />
    </>
  );
}

function Unreachable({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}): ReactNode {
  return (
    <main className={classes['alone']}>
      {error !== null && error !== undefined && <ProblemState error={error} onRetry={onRetry} />}
    </main>
  );
}

/** The colours that the person has chosen in whichever browser; the cookie holds them for the next first frame. */
function KeptColors(): ReactNode {
  const { colorScheme, version } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (version > 0) setColorScheme(colorScheme === 'system' ? 'auto' : colorScheme);
  }, [colorScheme, version, setColorScheme]);
  return null;
}

function NewVersion(): ReactNode {
  const { t } = useTranslation('frame');
  const isNew = useSyncExternalStore(onNewVersion, isNewVersion);
  if (!isNew) return null;
  return (
    <div className={classes['notice']} role="status">
      <span>{t('upgrade.text')}</span>
      <Button size="compact-sm" onClick={reload}>
        {t('upgrade.reload')}
      </Button>
    </div>
  );
}
