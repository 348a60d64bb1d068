import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemState } from '../parts/problem-state.js';
import { reload } from './upgrades.js';

/** In the place of a page that could not be loaded or shown: what happened, and the way on is to load it anew. */
export function FailedPage({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <>
      <h1 className="visually-hidden">{t('problem.other.title')}</h1>
      <ProblemState error={error} onRetry={reload} />
    </>
  );
}
