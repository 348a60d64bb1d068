import { Button, Group, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Region } from '../../parts/region.js';
import { WORDS, isOver, type Asked, type MemberChange } from './changes.js';
import classes from './people.module.css';
import { useUndo } from './undo.js';

const AGAIN_MS = 500;

/** A change that runs, and the server's words for the codes of rows that it refuses. */
export interface Begun {
  readonly taskId: string;
  readonly reasons: ReadonlyMap<string, string>;
}

interface ChangeResultProps {
  readonly asked: Asked;
  readonly begun: Begun;
  readonly onClose: () => void;
}

/** How far a change is, then what became of each row. It goes on when the dialog is closed. */
export function ChangeResult({ asked, begun, onClose }: ChangeResultProps): ReactNode {
  const { taskId, reasons } = begun;
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const task = useQuery({
    queryKey: keyOf(organizationId, 'member-change', taskId),
    queryFn: () => server.getMemberChange({ params: { organizationId, changeId: taskId } }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : AGAIN_MS),
  });
  const undo = useUndo();
  const { t } = useTranslation('people');
  const { data } = task;
  const told = useRef(false);
  useEffect(() => {
    if (!data || !isOver(data) || told.current) return;
    told.current = true;
    void refresh();
    if (data.failed > 0 || data.error !== undefined || data.status !== 'done') return;
    const label = t('undo');
    const run = undo(data);
    announce({
      text: t(`${WORDS[asked.act]}.done`, { count: data.succeeded, name: asked.name ?? '' }),
      ...(run && { action: { label, run } }),
    });
    onClose();
  });
  return (
    <Region query={task} lines={2}>
      {(change) =>
        isOver(change) ? (
          <Result change={change} reasons={reasons} onClose={onClose} />
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

interface ResultProps extends PartProps {
  readonly reasons: ReadonlyMap<string, string>;
}

function Result({ change, reasons, onClose }: ResultProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const params = { organizationId, changeId: change.id };
  const failed = useQuery({
    queryKey: keyOf(organizationId, 'member-change', change.id, 'failed'),
    queryFn: () => server.listMemberChangeRows({ params, query: { status: 'failed', limit: 100 } }),
    enabled: change.failed > 0,
  });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const undo = useUndo()(change);
  const { succeeded, total } = change;
  return (
    <div className={classes['ask']}>
      <h2 ref={heading} tabIndex={-1}>
        {t('result.title', { succeeded, failed: change.failed, total })}
      </h2>
      {change.failed > 0 && (
        <Region query={failed} lines={3}>
          {({ items, next }) => (
            <>
              <ul className={classes['rows']}>
                {items.map(({ number, person, code = '' }) => (
                  <li key={number}>
                    <bdi>{person?.name ?? t('result.gone')}</bdi>
                    <small>{reasons.get(code) ?? code}</small>
                  </li>
                ))}
              </ul>
              {next !== undefined && <p className="muted">{t('result.more')}</p>}
            </>
          )}
        </Region>
      )}
      <Group justify="flex-end" gap={8}>
        {undo && succeeded > 0 && (
          <Button
            variant="default"
            onClick={() => {
              undo();
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
