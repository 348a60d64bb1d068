import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../patterns/matrix/matrix.module.css';
import { announceSaved, MatrixSaveBar } from '../../patterns/matrix/save-bar.js';
import { cellsOf, channelAt, type Change, type Edits, type NoticeMatrix } from './matrix.js';
import type { MatrixEdits } from './use-edits.js';
import { useNoticeWords, useRoleWords } from './words.js';

interface SaveBarProps {
  readonly matrix: NoticeMatrix;
  readonly edits: MatrixEdits;
}

/** What Save will do, role by role. It can be taken back afterwards, until the next edit begins: the offer would stand on Save. */
export function SaveBar({ matrix, edits }: SaveBarProps): ReactNode {
  const { t } = useTranslation('notifications');
  const roles = Object.keys(edits.edits);
  const closeOffer = useRef<() => void>(undefined);
  const isEditing = roles.length > 0;
  useEffect(() => {
    if (isEditing) closeOffer.current?.();
  }, [isEditing]);
  if (!isEditing) return null;
  const save = async (): Promise<void> => {
    const inverse = await edits.save();
    if (inverse) closeOffer.current = announceSaved(t, () => edits.apply(inverse));
  };
  return (
    <MatrixSaveBar
      t={t}
      edits={edits}
      onSave={() => void save()}
      meanwhile={<Meanwhile changes={edits.meanwhile} />}
    >
      {roles.map((role) => (
        <Line key={role} role={role} matrix={matrix} edits={edits.edits} />
      ))}
    </MatrixSaveBar>
  );
}

interface LineProps {
  readonly role: string;
  readonly matrix: NoticeMatrix;
  readonly edits: Edits;
}

function Line({ role, matrix, edits }: LineProps): ReactNode {
  const { t } = useTranslation('notifications');
  const words = useNoticeWords();
  const titleOf = useRoleWords();
  const changes = cellsOf(edits)
    .filter((cell) => cell.role === role)
    .map((cell) =>
      t('save.change', {
        notice: words(cell.notice),
        from: t(`channel.${channelAt(matrix, cell)}`),
        to: cell.choice === null ? t('asPreset') : t(`channel.${cell.choice}`),
      }),
    );
  return (
    <li>
      <b>{titleOf(role)}</b> {changes.join(' · ')}
    </li>
  );
}

/** Somebody saved first. Their changes are shown, ours stand on top of them, and nothing was sent (412). */
function Meanwhile({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { t } = useTranslation('notifications');
  const words = useNoticeWords();
  const titleOf = useRoleWords();
  if (changes.length === 0) return null;
  const list = changes.map(({ role, notice, from, to }) => {
    const change = t('save.change', {
      notice: words(notice),
      from: t(`channel.${from}`),
      to: t(`channel.${to}`),
    });
    return `${titleOf(role)}, ${change}`;
  });
  return (
    <div className={classes['meanwhile']} role="alert">
      <p>{t('save.meanwhile', { list: list.join('; ') })}</p>
    </div>
  );
}
