import { Button, Group, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Region } from '../../parts/region.js';
import { isOver, useUndo, type MemberChange } from '../../patterns/member-changes/index.js';
import { ChangeRows } from './change-rows.js';
import { WORDS, type Asked } from './changes.js';
import classes from './people.module.css';

const AGAIN_MS = 500;

interface ChangeResultProps {
  readonly taskId: string;
  /** what was asked for in this dialog; absent where the result of an earlier change is looked at */
  readonly asked?: Asked;
  readonly onClose: () => void;
}

/** How far a change is, then what became of each row. It goes on when the dialog is closed. */
export function ChangeResult({ asked, taskId, onClose }: ChangeResultProps): ReactNode {
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const task = useQuery({
    queryKey: keyOf(organizationId, 'member-change', taskId),
    queryFn: () => server.getMemberChange({ params: { organizationId, changeId: taskId } }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : AGAIN_MS),
  });
  const undo = useUndo();
  const { t } = useTranslation(['people', 'changes']);
  const { data } = task;
  const told = useRef(false);
  useEffect(() => {
    if (!asked || !data || !isOver(data) || told.current) return;
    told.current = true;
    void refresh();
    if (data.failed > 0 || data.error !== undefined || data.status !== 'done') return;
    const label = t('changes:undo');
    const run = undo(data);
    announce({
      text: t(`people:${WORDS[asked.act]}.done`, { count: data.succeeded, name: asked.name ?? '' }),
      ...(run && { action: { label, run: () => void run() } }),
    });
    onClose();
  });
  return (
    <Region query={task} lines={2}>
      {(change) =>
        isOver(change) ? (
          <Result change={change} onClose={onClose} />
        ) : (
          <Running change={change} onClose={onClose} />
        )
      }
    </Region>
  );
}

interface PartProps {
  readonly change: MemberChange;
  readonly onClose: () => void;
}

function Running({ change, onClose }: PartProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const { done, total } = change;
  return (
    <div className={classes['ask']}>
      <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={t('result.progress')} />
      <p className="muted num" role="status">
        {t('result.running', { done, total })}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button
          variant="default"
          onClick={() =>
            void server.cancelMemberChange({ params: { organizationId, changeId: change.id } })
          }
        >
          {t('result.stop')}
        </Button>
        <Button onClick={onClose}>{t('result.leave')}</Button>
      </Group>
    </div>
  );
}

/** The sheet takes the focus (console J4); its total is the number that was confirmed (console C1). */
function Result({ change, onClose }: PartProps): ReactNode {
  const { t } = useTranslation('people');
  const heading = useRef<HTMLHeadingElement>(null);
  // after the dialog, which gives the focus to its close button
  useEffect(() => {
    const timer = setTimeout(() => heading.current?.focus(), 100);
    return () => clearTimeout(timer);
  }, []);
  const undo = useUndo()(change);
  const { succeeded, total, failed } = change;
  return (
    <div className={classes['ask']}>
      <h2 ref={heading} tabIndex={-1}>
        {t('result.title', { succeeded, failed, total })}
      </h2>
      <ChangeRows change={change} />
      <Group justify="flex-end" gap={8}>
        {undo && succeeded > 0 && (
          <Button
            variant="default"
            onClick={() => {
              void undo();
              onClose();
            }}
          >
            {t('result.undo', { count: succeeded })}
          </Button>
        )}
        <Button onClick={onClose}>{t('close')}</Button>
      </Group>
    </div>
  );
}
