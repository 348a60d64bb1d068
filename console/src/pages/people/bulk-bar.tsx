import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
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
  /** how many of these ids match the filters of the list; absent: the server cannot be asked */
  readonly countMatching?: (ids: readonly string[]) => Promise<number>;
}

/** How many are selected, and what can be done to them; it says the number that an action is about (console A5). */
export function BulkBar<Row>(props: BulkBarProps<Row>): ReactNode {
  const { selection, rows, acts, onAct } = props;
  const { t, i18n } = useTranslation('people');
  const away = useOutside(props);
  if (selection.size === 0) return null;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const safe = acts.filter(({ act }) => act !== 'remove');
  const remove = acts.find(({ act }) => act === 'remove');
  const { total, isCapped } = rows;
  const canTakeAll =
    total !== undefined &&
    total > 0 &&
    !(selection.selection.kind === 'matching' && selection.isListed && selection.size === total) &&
    !(selection.selection.kind === 'ids' && selection.size === total && away === 0);
  return (
    <div className={classes['bar']} role="region" aria-label={t('selection.label')}>
      <span className={classes['amount']} role="status">
        <Amount selection={selection} away={away} />
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

interface AmountProps {
  readonly selection: SelectionState;
  /** of those that are selected so many are not in the list */
  readonly away: number;
}

function Amount({ selection, away }: AmountProps): ReactNode {
  const { t, i18n } = useTranslation('people');
  const held = selection.selection;
  const isMore = held.kind === 'matching' && held.isCapped;
  const number = selection.size.toLocaleString(i18n.language) + (isMore ? '+' : '');
  const text = t('selection.amount', { count: selection.size, number });
  if (!selection.isListed) return `${text}, ${t('selection.otherFilter')}`;
  return away > 0 ? `${text}, ${t('selection.outside', { count: away })}` : text;
}

/** Selected rows that the list on the screen does not have, as far as its rows or the server can say it. */
function useOutside<Row>(props: BulkBarProps<Row>): number {
  const { selection, rows, idOf, countMatching } = props;
  const organizationId = useOrganizationId();
  const ids = selection.selection.kind === 'ids' ? [...selection.selection.ids.keys()] : [];
  const here = new Set(rows.held.map(({ row }) => idOf(row)));
  const isStill = !rows.isOld && !rows.isPending;
  const absent = ids.filter((id) => !here.has(id));
  const isWhole = rows.held.length >= rows.count;
  const asked = isStill && !isWhole && absent.length <= MAX_ASKED ? absent : [];
  const { data = asked.length } = useQuery({
    queryKey: keyOf(organizationId, 'selected', selection.request, asked),
    queryFn: () => countMatching?.(asked) ?? asked.length,
    enabled: asked.length > 0 && countMatching !== undefined,
  });
  if (!isStill) return 0;
  return isWhole ? absent.length : asked.length - data;
}

/** So many ids have room in one address. */
const MAX_ASKED = 100;
