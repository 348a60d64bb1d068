import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { addressOf } from '../../navigation/menu.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import {
  isOver,
  useSaying,
  useUndo,
  type MemberChange,
} from '../../patterns/member-changes/index.js';
import { MoreButton } from './more-button.js';
import { ImportRows } from './import-rows.js';
import classes from './inbox.module.css';
import { InboxRow } from './inbox-row.js';
import { targetAt, type Target } from './targets.js';

const PAGE = 20;
const AGAIN_MS = 1_000;

interface TabProps {
  readonly onClose: () => void;
}

/**
 * Long work of the last 90 days: imports that run or wait for an answer, then changes of many people, the newest first. Each is undone from
 * here as long as it can be, whatever became of the page on which it was begun (console A3, I3).
 */
export function ChangesTab({ onClose }: TabProps): ReactNode {
  const { t } = useTranslation('shell');
  const query = useChanges();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes['list']} tabIndex={0} role="region" aria-label={t('inbox.changes')}>
      <ImportRows onClose={onClose} />
      <Region query={query}>
        {() =>
          items.length === 0 ? (
            <p className={classes['none']}>{t('inbox.noChanges')}</p>
          ) : (
            <ul>
              {items.map((change) => (
                <Row key={change.id} change={change} onClose={onClose} />
              ))}
            </ul>
          )
        }
      </Region>
      <MoreButton query={query} />
    </div>
  );
}

/** Of everybody, where this person may read that; else their own. */
function useChanges() {
  const organizationId = useOrganizationId();
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'member-changes'),
    queryFn: ({ pageParam }) =>
      server.listMemberChanges({
        params: { organizationId },
        query: { order: 'desc', limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((one) => !isOver(one))) ? AGAIN_MS : false,
  });
}

function Row({ change, onClose }: TabProps & { readonly change: MemberChange }): ReactNode {
  const { t } = useTranslation('shell');
  const { what, who } = useSaying()(change);
  const { createdAt, createdBy } = change;
  return (
    <InboxRow
      title={`${what} · ${who}`}
      target={useTarget(change)}
      onOpen={onClose}
      action={<Undo change={change} name={`${what} · ${who}`} />}
    >
      <Time at={createdAt} />
      {` · ${t('inbox.by', { name: createdBy.name })}`}
      <State change={change} />
    </InboxRow>
  );
}

/** Of one person who was changed: the person. Of many, or where a row was refused: the result of each row. */
function useTarget({ id, subject, failed, status }: MemberChange): Target | undefined {
  const organizationId = useOrganizationId();
  const { data } = useConsole();
  if (data?.pages['people']?.open !== true) return undefined;
  const people = addressOf('people', organizationId);
  const { person } = subject;
  const isOne = person?.kind === 'member' && person.name !== undefined;
  return targetAt(
    isOne && failed === 0 && status === 'done'
      ? `${people}/${person.id}`
      : `${people}?change=${id}`,
  );
}

function State({ change }: { readonly change: MemberChange }): ReactNode {
  const { t, i18n } = useTranslation('shell');
  const { done, total, failed, undoneBy, undoable, undoUntil, status } = change;
  const words: string[] = [];
  if (!isOver(change)) words.push(t('inbox.running', { done, total }));
  if (status === 'cancelled') words.push(t('inbox.stopped'));
  if (failed > 0) words.push(t('inbox.failed', { count: failed }));
  if (undoneBy !== undefined) words.push(t('inbox.takenBack'));
  if (undoable && undoUntil !== undefined) {
    const time = new Date(undoUntil).toLocaleTimeString(i18n.language, { timeStyle: 'short' });
    words.push(t('inbox.until', { time }));
  }
  return words.map((one) => ` · ${one}`).join('');
}

function Undo({
  change,
  name,
}: {
  readonly change: MemberChange;
  readonly name: string;
}): ReactNode {
  const { t } = useTranslation('changes');
  const mayUndo = useReach()('members:write') === 'any';
  const undo = useUndo()(change);
  const [isBusy, setBusy] = useState(false);
  if (!undo || !mayUndo) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={isBusy}
      aria-label={`${t('undo')}: ${name}`}
      onClick={() => {
        setBusy(true);
        void undo().finally(() => setBusy(false));
      }}
    >
      {t('undo')}
    </Button>
  );
}
