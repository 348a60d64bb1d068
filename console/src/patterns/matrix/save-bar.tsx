import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { problemOf } from '../../data/problems.js';
import { announce } from '../../parts/announcements.js';
import classes from './matrix.module.css';

/** The words of the page, under `save.` of its texts. */
type Words = (key: string) => string;

interface MatrixSaveBarProps {
  readonly t: Words;
  readonly edits: {
    readonly discard: () => void;
    readonly isBusy: boolean;
    readonly error: unknown;
  };
  readonly onSave: () => void;
  /** what somebody else has saved first */
  readonly meanwhile: ReactNode;
  /** what Save will do: a line for each role, `li` */
  readonly children: ReactNode;
}

/** Below a matrix, above the end of the window: what Save will do, and the way back (console A19). */
export function MatrixSaveBar(props: MatrixSaveBarProps): ReactNode {
  const { t, edits, onSave, meanwhile, children } = props;
  const { discard, isBusy, error } = edits;
  return (
    <div className={classes['bar']} role="region" aria-label={t('save.label')} data-save-bar>
      {meanwhile}
      <ul className={classes['lines']}>{children}</ul>
      <Group gap={8}>
        <Button variant="default" onClick={discard}>
          {t('save.discard')}
        </Button>
        <Button loading={isBusy} onClick={onSave}>
          {t('save.save')}
        </Button>
      </Group>
      {Boolean(error) && (
        <p className={classes['problem']} role="alert">
          {problemOf(error).detail}
        </p>
      )}
    </div>
  );
}

/** Undo is a call like any other, the inverse of what was saved (console A3). Returns what takes the offer away. */
export function announceSaved(t: Words, undo: () => Promise<unknown>): () => void {
  const takeBack = async (): Promise<void> => {
    try {
      await undo();
      announce({ text: t('save.undone') });
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
  };
  return announce({
    text: t('save.done'),
    action: { label: t('save.undo'), run: () => void takeBack() },
  });
}
