import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { allMatching, type ListRows, type SelectionState } from '../../patterns/list/index.js';
import type { Act } from './changes.js';
import classes from './people.module.css';

export interface BarAct {
  readonly act: Act;
  readonly label: string;
  /** how many of the selection it is about, where that is known and not all of them */
  readonly about?: number | undefined;
  readonly reason?: string | undefined;
}

interface BulkBarProps<Row> {
  readonly selection: SelectionState;
  readonly rows: ListRows<Row>;
  readonly idOf: (row: Row) => string;
  readonly acts: readonly BarAct[];
  readonly onAct: (act: Act) => void;
}

/** How many are selected, and what can be done to them; it says the number that an action is about (console A5). */
export function BulkBar<Row>(props: BulkBarProps<Row>): ReactNode {
  const { selection, rows, acts, onAct } = props;
  const { t, i18n } = useTranslation('people');
  if (selection.size === 0) return null;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const safe = acts.filter(({ act }) => act !== 'remove');
  const remove = acts.find(({ act }) => act === 'remove');
  const { total, isCapped } = rows;
  const canTakeAll =
    total !== undefined &&
    total > 0 &&
    !(selection.selection.kind === 'matching' && selection.isListed && selection.size === total) &&
    !(selection.selection.kind === 'ids' && selection.size === total && outside(props) === 0);
  return (
    <div className={classes['bar']} role="region" aria-label={t('selection.label')}>
      <span className={classes['amount']} role="status">
        <Amount {...props} />
      </span>
      {canTakeAll && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => selection.set(allMatching(selection, { total, isCapped }))}
        >
          {t('selection.all', { count: total, number: number(total) + (isCapped ? '+' : '') })}
        </Button>
      )}
      {safe.map((one) => (
        <ActButton key={one.act} one={one} onAct={onAct} />
      ))}
      <span className={classes['last']} />
      {remove && <ActButton one={remove} onAct={onAct} />}
      <ActionIcon aria-label={t('selection.clear')} size={30} onClick={selection.clear}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}

function ActButton({
  one: { act, label, about, reason },
  onAct,
}: {
  readonly one: BarAct;
  readonly onAct: (act: Act) => void;
}): ReactNode {
  const { t } = useTranslation('people');
  return (
    <ReasonedButton
      variant="subtle"
      size="compact-sm"
      color={act === 'remove' || act === 'revoke' ? 'red' : 'gray'}
      reason={about === 0 ? t('selection.nobody') : reason}
      onClick={() => onAct(act)}
    >
      {label}
      {about !== undefined && about > 0 && (
        <small className={classes['about']}>{t('selection.about', { count: about })}</small>
      )}
    </ReasonedButton>
  );
}

function Amount<Row>(props: BulkBarProps<Row>): ReactNode {
  const { t, i18n } = useTranslation('people');
  const { selection } = props;
  const held = selection.selection;
  const isMore = held.kind === 'matching' && held.isCapped;
  const number = selection.size.toLocaleString(i18n.language) + (isMore ? '+' : '');
  const text = t('selection.amount', { count: selection.size, number });
  if (!selection.isListed) return `${text}, ${t('selection.otherFilter')}`;
  const away = outside(props);
  return away > 0 ? `${text}, ${t('selection.outside', { count: away })}` : text;
}

/** Selected rows that the list on the screen does not have; said where all of its rows are here. */
function outside<Row>({ selection, rows, idOf }: BulkBarProps<Row>): number {
  if (selection.selection.kind !== 'ids') return 0;
  const { ids } = selection.selection;
  if (rows.held.length < rows.count) return 0;
  const found = rows.held.filter(({ row }) => ids.has(idOf(row))).length;
  return rows.isOld || rows.isPending ? 0 : ids.size - found;
}
