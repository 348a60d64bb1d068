import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { Status, type StatusTone } from '../../parts/status.js';
import type { Import } from '../../patterns/imports/index.js';
import { refusalWords } from '../../texts/refusals.js';
import classes from './import.module.css';

export type ImportRow = Operations['listImportRows']['output']['items'][number];

const TONES: Readonly<Record<ImportRow['status'], StatusTone>> = {
  waiting: 'waiting',
  valid: 'ok',
  invalid: 'bad',
  succeeded: 'ok',
  failed: 'bad',
  skipped: 'off',
};

interface RowProps {
  readonly one: Import;
  readonly row: ImportRow;
}

export function Row({ one, row }: RowProps): ReactNode {
  const { t } = useTranslation('imports');
  const { cells, missing, number, errors = [] } = row;
  const titles = one.columns.map(({ title }) => title);
  return (
    <tr>
      <td data-number data-label={t('rows.number')}>
        {number}
      </td>
      <td data-label={t('history.state')}>
        <Outcome one={one} row={row} />
        <Problems problems={errors.filter(({ field }) => !titles.includes(field))} named />
      </td>
      {missing !== undefined && (
        <td colSpan={titles.length}>
          <bdi>{missing.name}</bdi> <bdi className="muted">{missing.email}</bdi>
          <p className="muted">{t('rows.missing')}</p>
        </td>
      )}
      {cells !== undefined &&
        titles.map((title, place) => (
          <Cell
            key={place}
            title={title}
            text={cells[title] ?? ''}
            problems={errors.filter(({ field }) => field === title)}
          />
        ))}
    </tr>
  );
}

function Outcome({ one, row }: RowProps): ReactNode {
  const { t } = useTranslation('imports');
  const { status, action, memberId, code, errors = [] } = row;
  return (
    <div className={classes['outcome']}>
      <Status tone={TONES[status]}>{t(`row.${status}`)}</Status>
      {action !== undefined && (
        <span className="muted">{t(`${status === 'succeeded' ? 'did' : 'plan'}.${action}`)}</span>
      )}
      {memberId !== undefined && status === 'succeeded' && (
        <Link
          to="/o/$organizationId/people/$memberId"
          params={{ organizationId: one.organizationId, memberId }}
          aria-label={t('rows.personOf', { number: row.number })}
        >
          {t('rows.person')}
        </Link>
      )}
      {code !== undefined && errors.length === 0 && (
        <span className={classes['bad']}>{refusalWords({ code })}</span>
      )}
    </div>
  );
}

interface CellProps {
  readonly title: string;
  readonly text: string;
  readonly problems: NonNullable<ImportRow['errors']>;
}

/** The problem stands in the cell that has it. */
function Cell({ title, text, problems }: CellProps): ReactNode {
  const { t } = useTranslation('imports');
  const isBad = problems.length > 0;
  return (
    <td data-label={title} {...(isBad && { 'data-bad': true, className: classes['badCell'] })}>
      <div>
        <bdi className={classes['text']}>
          {text === '' && isBad ? <i>{t('rows.empty')}</i> : text}
        </bdi>
        <Problems problems={problems} />
      </div>
    </td>
  );
}

interface ProblemsProps {
  readonly problems: NonNullable<ImportRow['errors']>;
  /** with the name of what they are about */
  readonly named?: boolean;
}

function Problems({ problems, named = false }: ProblemsProps): ReactNode {
  return problems.map(({ field, problem }, place) => (
    <p key={place} className={classes['bad']}>
      {named && `${field}: `}
      {problem}
    </p>
  ));
}
