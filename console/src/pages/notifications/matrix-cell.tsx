import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../patterns/matrix/matrix.module.css';
import { channelAt, CHANNELS, editAt, ownAt } from './matrix.js';
import type { Cell, Channel, Choice, NoticeMatrix } from './matrix.js';
import type { MatrixEdits } from './use-edits.js';
import { useNoticeWords, useRoleWords } from './words.js';

interface MatrixCellProps {
  readonly cell: Cell;
  readonly matrix: NoticeMatrix;
  readonly edits: MatrixEdits;
  readonly mayWrite: boolean;
}

const PRESET = 'preset';

/** How holders of a role hear of something. Nothing is sent before Save. */
export function MatrixCell({ cell, matrix, edits, mayWrite }: MatrixCellProps): ReactNode {
  const { t } = useTranslation('notifications');
  const before = channelAt(matrix, cell);
  const edit = editAt(edits.edits, cell);
  return (
    <td
      className={classes['cell']}
      {...(before === 'off' && edit === undefined && { 'data-level': 'none' })}
      {...(edit !== undefined && { 'data-changed': edit === 'off' ? 'less' : 'more' })}
    >
      {mayWrite ? <CellChoice cell={cell} matrix={matrix} edits={edits} /> : t(`channel.${before}`)}
    </td>
  );
}

/** Back to the preset leads a choice of its own, where the organization has set the cell. */
function CellChoice({ cell, matrix, edits }: Omit<MatrixCellProps, 'mayWrite'>): ReactNode {
  const { t } = useTranslation('notifications');
  const words = useNoticeWords();
  const titleOf = useRoleWords();
  const edit = editAt(edits.edits, cell);
  const shown: Choice = edit === undefined ? channelAt(matrix, cell) : edit;
  const isOwn = ownAt(matrix, cell) !== null;
  return (
    <select
      className={classes['choice']}
      aria-label={t('cell', { notice: words(cell.notice), role: titleOf(cell.role) })}
      value={shown ?? PRESET}
      onChange={({ currentTarget: { value } }) =>
        edits.set(cell, value === PRESET ? null : (value as Channel))
      }
    >
      {CHANNELS.map((channel) => (
        <option key={channel} value={channel}>
          {t(`channel.${channel}`)}
        </option>
      ))}
      {isOwn && <option value={PRESET}>{t('asPreset')}</option>}
    </select>
  );
}
