import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { MusterError } from '@muster/client';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import classes from './imports.module.css';

interface UploadProblemProps {
  readonly error: Error;
  /** uploads again without the columns whose titles are unknown; absent: that was done already */
  readonly onIgnore: (() => void) | undefined;
}

/** Why a sheet was not taken: the columns that do not match, or what is wrong with the file and where. */
export function UploadProblem({ error, onIgnore }: UploadProblemProps): ReactNode {
  const { t } = useTranslation('imports');
  const { detail, fields } = problemOf(error);
  const columns = Object.entries(fields);
  const facts = Object.entries((error instanceof MusterError && error.problem.details) || {});
  // the server names the parameter by which such a column is let pass
  const isUnknown = (problem: string): boolean => problem.includes('ignoreUnknown');
  const hasUnknown = columns.some(([, problem]) => isUnknown(problem));
  return (
    <div className={classes['problem']} role="alert">
      <p>{columns.length > 0 ? t('refused.columns') : detail}</p>
      <ul>
        {columns.map(([field, problem]) => (
          <li key={field}>
            <b>{field}</b>: {isUnknown(problem) ? t('refused.unknown') : problem}
          </li>
        ))}
        {facts.map(([name, value]) => (
          <li key={name}>
            {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
          </li>
        ))}
      </ul>
      {hasUnknown && onIgnore && (
        <Button variant="default" onClick={onIgnore}>
          {t('refused.ignore')}
        </Button>
      )}
    </div>
  );
}
