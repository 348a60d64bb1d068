import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Time } from '../../parts/time.js';
import { isMoving } from '../../patterns/imports/index.js';
import classes from './inbox.module.css';
import { InboxRow } from './inbox-row.js';
import { targetAt } from './targets.js';

const LOOKED_AT = 10;
const AGAIN_MS = 2_000;

/** Imports that the server works on, or that wait for somebody to let them go; each leads to its own page (console I3). */
export function ImportRows({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  const organizationId = useOrganizationId();
  const mayRead = useReach()('members:read') === 'any';
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'imports', 'open'),
    queryFn: () =>
      server.listImports({
        params: { organizationId },
        query: { order: 'desc', limit: LOOKED_AT },
      }),
    enabled: mayRead,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? AGAIN_MS : false),
  });
  const open = (data?.items ?? []).filter((one) => isMoving(one) || one.status === 'checked');
  if (open.length === 0) return null;
  return (
    <ul aria-label={t('inbox.imports')} className={classes['imports']}>
      {open.map(({ id, status, total, done, createdAt, createdBy }) => (
        <InboxRow
          key={id}
          title={t(`inbox.import.${status}`)}
          target={targetAt(`/o/${organizationId}/imports/${id}`)}
          onOpen={onClose}
        >
          <Time at={createdAt} />
          {` · ${t('inbox.by', { name: createdBy.name })}`}
          {status === 'running' && ` · ${t('inbox.running', { done, total })}`}
        </InboxRow>
      ))}
    </ul>
  );
}
