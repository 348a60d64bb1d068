import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { MusterError, type Problem } from '@muster/client';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { fieldWords } from '../../texts/refusals.js';
import classes from './imports.module.css';

interface UploadProblemProps {
  readonly error: Error;
  /** uploads again without the columns whose titles are unknown; absent: that was done already */
  readonly onIgnore: (() => void) | undefined;
}

/** Why a sheet was not taken: the columns that do not match, or what is wrong with the file and where. */
export function UploadProblem({ error, onIgnore }: UploadProblemProps): ReactNode {
  const { t } = useTranslation('imports');
  const sheetWords = useSheetWords();
  const { detail } = problemOf(error);
  const { errors = [], details = {} } = error instanceof MusterError ? error.problem : NOTHING;
  const hasUnknown = errors.some(({ rule }) => rule === 'column_unknown');
  const { row, column } = details;
  return (
    <div className={classes['problem']} role="alert">
      <p>{errors.length > 0 ? t('refused.columns') : (sheetWords(details) ?? detail)}</p>
      <ul>
        {errors.map((one) => (
          <li key={one.field}>
            <b>{one.field}</b>: {fieldWords(one)}
          </li>
        ))}
        {typeof row === 'number' && <li>{t('refusals:sheets.row', { row })}</li>}
        {typeof column === 'string' && <li>{t('refusals:sheets.column', { column })}</li>}
      </ul>
      {hasUnknown && onIgnore && (
        <Button variant="default" onClick={onIgnore}>
          {t('refused.ignore')}
        </Button>
      )}
    </div>
  );
}

const NOTHING: Pick<Problem, 'errors' | 'details'> = {};

/** Limits of packages/sheets that have the same next step. */
const AS_BYTES: readonly unknown[] = ['unpackedBytes', 'distinctText'];

/** Why a file is not read as a sheet, in the language of the page: its `reason` or the `limit` that it passes. */
function useSheetWords(): (details: Readonly<Record<string, unknown>>) => string | undefined {
  const { t } = useTranslation('refusals');
  return ({ reason, limit, most }) => {
    const why = AS_BYTES.includes(limit) ? 'bytes' : (reason ?? limit);
    if (typeof why !== 'string') return undefined;
    const key = why.replaceAll('_', '-').replaceAll(/[A-Z]/g, (one) => `-${one.toLowerCase()}`);
    return t(`sheets.${key}`, { most, defaultValue: '' }) || undefined;
  };
}
