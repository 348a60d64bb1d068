import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { BackLink } from '../../parts/back-link.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { isMoving, TONES, type Import } from '../../patterns/imports/index.js';
import { Actions } from './actions.js';
import { Columns } from './columns.js';
import { Effect } from './effect.js';
import classes from './import.module.css';
import { Progress } from './progress.js';
import { Rows } from './rows.js';
import { useProgress } from './use-progress.js';

/** One import from its check to its last row. It has an address of its own, so that a reload loses nothing (console I3). */
export function ImportPage(): ReactNode {
  const organizationId = useOrganizationId();
  const { importId } = useParams({ from: '/o/$organizationId/imports/$importId' });
  const query = useQuery({
    queryKey: keyOf(organizationId, 'import', importId),
    queryFn: () => server.getImport({ params: { organizationId, importId } }),
    // beside the events, which a proxy may hold back
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 5_000 : false),
  });
  return <Region query={query}>{(one) => <Loaded key={one.id} one={one} />}</Region>;
}

function Loaded({ one }: { readonly one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  const organizationId = useOrganizationId();
  const { status, createdAt, createdBy } = one;
  useProgress(one);
  return (
    <div className={classes['page']}>
      <div>
        <BackLink>
          <Link to="/o/$organizationId/imports" params={{ organizationId }}>
            {t('one.back')}
          </Link>
        </BackLink>
        <PageHeader
          title={t(`one.title.${status}`)}
          subtitle={
            <>
              {t(`mode.${one.mode}`)} · <bdi>{createdBy.name}</bdi> · <Time at={createdAt} />
            </>
          }
        >
          <Actions one={one} />
        </PageHeader>
        <Status tone={TONES[status]}>{t(`status.${status}`)}</Status>
      </div>
      <Progress one={one} />
      {status !== 'checking' && <Effect one={one} />}
      <Columns one={one} />
      <Rows one={one} />
    </div>
  );
}
