import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Difference, type Editing } from '../../patterns/edit/index.js';
import type { FieldWords } from './field-words.js';
import classes from './member.module.css';

interface PendingChangesProps {
  readonly editing: Editing;
  readonly words: FieldWords;
}

/** What Save will write, before it does. */
export function PendingChanges({ editing, words }: PendingChangesProps): ReactNode {
  const { t } = useTranslation('panel');
  const entries = Object.entries(editing.changes);
  const rows = entries.map(([field, after]) => ({
    label: words.label(field),
    before: words.show(field, editing.before(field)),
    after: words.show(field, after),
  }));
  return (
    <section className={classes['pending']} aria-labelledby="pending-title">
      <h3 id="pending-title">{t('pending', { count: entries.length })}</h3>
      <Difference rows={rows} />
    </section>
  );
}
