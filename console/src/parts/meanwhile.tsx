import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeanwhileError } from '../data/problems.js';
import { useTexts } from '../texts/use-texts.js';
import classes from './dialogs.module.css';

/** Fields whose value a person has typed or counted. Of the others it is said that they have changed. */
const SHOWN: readonly string[] = ['name', 'title', 'description', 'seats', 'email'];

/** What somebody else has changed since the dialog opened, and that nothing was done. The same button then does it to what is now. */
export function Meanwhile({ error }: { readonly error: MeanwhileError }): ReactNode {
  const { t, i18n } = useTranslation('refusals');
  useTexts('refusals');
  const known = error.fields.filter(({ field }) => i18n.exists(`refusals:field.${field}`));
  return (
    <div className={classes['error']} role="alert">
      <p>{t('refusals:meanwhile.text')}</p>
      {known.length > 0 && (
        <ul>
          {known.map(({ field, now }) => (
            <li key={field}>
              {SHOWN.includes(field) && now !== undefined && now !== null
                ? t('refusals:meanwhile.now', { field: t(`refusals:field.${field}`), now })
                : t('refusals:meanwhile.changed', { field: t(`refusals:field.${field}`) })}
            </li>
          ))}
        </ul>
      )}
      <p>{t('refusals:meanwhile.again')}</p>
    </div>
  );
}
