import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { Chip } from '../../parts/chip.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { LockNotice } from './lock-notice.js';
import { useRecords, type DirectoryRecord, type Member } from './member-data.js';
import classes from './member.module.css';

/** What the identity providers say of the person: one record for each of them. */
export function DirectoryTab({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('panel');
  const mayRead = useReach()('directory:read') === 'any';
  const records = useRecords(member.id);
  if (!mayRead)
    return <EmptyState title={t('directory.lack.title')} text={t('directory.lack.text')} />;
  return (
    <Region query={records}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={t('directory.none.title')} text={t('directory.none.text')} />
        ) : (
          <>
            <LockNotice member={member} />
            {items.map((record) => (
              <Record key={record.id} record={record} />
            ))}
          </>
        )
      }
    </Region>
  );
}

function Record({ record }: { readonly record: DirectoryRecord }): ReactNode {
  const { t } = useTranslation('panel');
  const { connection, userName, displayName, externalId, active, groups, updatedAt } = record;
  return (
    <section className={classes['part']}>
      <h3>
        <bdi>{connection.name}</bdi>{' '}
        {connection.status === 'disabled' && <Chip isSource>{t('directory.disabled')}</Chip>}
      </h3>
      <dl className="facts">
        <dt>{t('directory.userName')}</dt>
        <dd>
          <bdi dir="ltr">{userName}</bdi>
        </dd>
        {displayName !== undefined && (
          <>
            <dt>{t('directory.displayName')}</dt>
            <dd>
              <bdi>{displayName}</bdi>
            </dd>
          </>
        )}
        {externalId !== undefined && (
          <>
            <dt>{t('directory.externalId')}</dt>
            <dd>
              <code>{externalId}</code>
            </dd>
          </>
        )}
        <dt>{t('directory.state')}</dt>
        <dd>
          <Status tone={active ? 'ok' : 'off'}>
            {active ? t('directory.active') : t('directory.inactive')}
          </Status>
        </dd>
        <dt>{t('directory.groups')}</dt>
        <dd className={classes['chips']}>
          {groups.length === 0 && <span className="muted">{t('nothing')}</span>}
          {groups.map(({ id, displayName: group }) => (
            <Chip key={id}>{group ?? id}</Chip>
          ))}
        </dd>
        <dt>{t('directory.updated')}</dt>
        <dd>
          <Time at={updatedAt} />
        </dd>
      </dl>
    </section>
  );
}
