import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../data/preferences.js';
import { Dialog } from '../../parts/dialog.js';
import { showOverlay } from '../shell.js';
import classes from './palette.module.css';

/** Key → key of its words. */
const ANYWHERE = [
  [['Ctrl', 'K'], 'palette'],
  [['Esc'], 'close'],
] as const;

const IN_LISTS = [
  [['/'], 'search'],
  [['j'], 'next'],
  [['k'], 'previous'],
  [['x'], 'select'],
  [['Enter'], 'open'],
  [['?'], 'help'],
] as const;

/** Every key, and where single ones are switched off. */
export function Keys(): ReactNode {
  const { t } = useTranslation(['shell', 'frame']);
  const { shortcuts } = usePreferences();
  return (
    <Dialog
      opened
      onClose={() => showOverlay(undefined)}
      title={t('shell:keys.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <KeyTable title={t('shell:keys.anywhere')} rows={ANYWHERE} />
      <KeyTable title={t('shell:keys.inLists')} rows={IN_LISTS} />
      <p className="muted">
        {shortcuts ? t('shell:keys.areOn') : t('shell:keys.areOff')}{' '}
        <Link to="/me/display" onClick={() => showOverlay(undefined)}>
          {t('shell:keys.change')}
        </Link>
      </p>
    </Dialog>
  );
}

interface KeyTableProps {
  readonly title: string;
  readonly rows: readonly (readonly [readonly string[], string])[];
}

function KeyTable({ title, rows }: KeyTableProps): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <section className={classes['keys']}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, name]) => (
          <div key={name}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
