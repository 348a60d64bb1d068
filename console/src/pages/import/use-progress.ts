import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useRefresh } from '../../data/organization.js';
import { announce } from '../../parts/announcements.js';
import { isMoving, type Import } from '../../patterns/imports/index.js';
import { watchImport } from './watch-import.js';

/** Keeps the import of the page as the server has it while it moves, and says when it rests. */
export function useProgress(one: Import): void {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const refresh = useRefresh();
  const { id, organizationId, status } = one;
  const isAtWork = isMoving(one);
  useEffect(() => {
    if (!isAtWork) return undefined;
    const gone = new AbortController();
    void watchImport({ organizationId, importId: id, gone: gone.signal }, (next) => {
      client.setQueryData(keyOf(organizationId, 'import', id), next);
    });
    return () => gone.abort();
  }, [client, id, organizationId, isAtWork]);
  const wasAtWork = useRef(isAtWork);
  useEffect(() => {
    const hasEnded = wasAtWork.current && !isAtWork;
    wasAtWork.current = isAtWork;
    if (!hasEnded) return;
    const tone = status === 'failed' ? 'bad' : 'ok';
    announce({ text: t(`ended.${status}`), tone });
    // people, seats and the history are other now
    void refresh();
  }, [isAtWork, status, t, refresh]);
}
