import { Button, Group } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { announce } from '../../parts/announcements.js';
import classes from '../../patterns/matrix/matrix.module.css';
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
    if (inverse) closeOffer.current = announceSaved(t, inverse, edits);
  };
  return (
    <div className={classes['bar']} role="region" aria-label={t('save.label')} data-save-bar>
      <Meanwhile changes={edits.meanwhile} />
      <ul className={classes['lines']}>
        {roles.map((role) => (
          <Line key={role} role={role} matrix={matrix} edits={edits.edits} />
        ))}
      </ul>
      <Group gap={8}>
        <Button variant="default" onClick={edits.discard}>
          {t('save.discard')}
        </Button>
        <Button loading={edits.isBusy} onClick={() => void save()}>
          {t('save.save')}
        </Button>
      </Group>
      {Boolean(edits.error) && (
        <p className={classes['problem']} role="alert">
          {problemOf(edits.error).detail}
        </p>
      )}
    </div>
  );
}

/** Undo is a call like any other: each cell is set to what the organization had there (console A3). */
function announceSaved(t: (key: string) => string, inverse: Edits, edits: MatrixEdits): () => void {
  const undo = async (): Promise<void> => {
    try {
      await edits.apply(inverse);
      announce({ text: t('save.undone') });
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
  };
  return announce({
    text: t('save.done'),
    action: { label: t('save.undo'), run: () => void undo() },
  });
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
