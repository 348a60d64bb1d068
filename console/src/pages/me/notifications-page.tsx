import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf } from '../../data/organization.js';
import { useOwnOrganizations, type OwnOrganization } from '../../data/person.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { Setting } from '../../parts/setting.js';
import classes from './me.module.css';

type Kind = Operations['getNoticePreferences']['output']['notices'][number];
type Channel = Kind['channel'];
const CHANNELS: readonly Channel[] = ['mail', 'digest', 'in_app', 'off'];

/** How one hears of what, in each organization. */
export function NotificationsPage(): ReactNode {
  const { t } = useTranslation('me');
  const own = useOwnOrganizations();
  return (
    <div className={classes['page']}>
      <PageHeader title={t('notices.title')} subtitle={t('notices.text')} />
      <Region query={own}>
        {({ pages }) => {
          const open = pages
            .flatMap(({ items }) => items)
            .filter(({ access }) => access === 'open');
          if (open.length === 0)
            return <EmptyState title={t('notices.none')} text={t('notices.noneText')} />;
          return <OfOrganization list={open} />;
        }}
      </Region>
    </div>
  );
}

function OfOrganization({ list }: { readonly list: readonly OwnOrganization[] }): ReactNode {
  const { t } = useTranslation('me');
  const { o } = getRouteApi('/personal').useSearch();
  const [chosen, setChosen] = useState(o);
  const current = list.find(({ organization }) => organization.id === chosen) ?? list[0];
  const id = current?.organization.id ?? '';
  return (
    <>
      {list.length > 1 && (
        <Select
          label={t('notices.organization')}
          mb={16}
          maw={360}
          data={list.map(({ organization }) => ({
            value: organization.id,
            label: organization.name,
          }))}
          value={id}
          onChange={(value) => setChosen(value ?? undefined)}
        />
      )}
      <Kinds key={id} organizationId={id} />
    </>
  );
}

function Kinds({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { t } = useTranslation('me');
  const query = useQuery({
    queryKey: keyOf(organizationId, 'notice-preferences'),
    queryFn: () => server.getNoticePreferences({ params: { organizationId } }),
  });
  return (
    <Region query={query} lines={6}>
      {({ notices }) => (
        <>
          <Card title={t('notices.optional')} text={t('notices.optionalText')}>
            {notices
              .filter(({ optional }) => optional)
              .map((kind) => (
                <KindRow key={kind.name} kind={kind} organizationId={organizationId} />
              ))}
          </Card>
          <Card title={t('notices.always')} text={t('notices.alwaysText')}>
            <p>
              {notices
                .filter(({ optional }) => !optional)
                .map(({ name }) => t(`notices:kind.${name}`, { defaultValue: name }))
                .join(' · ')}
            </p>
          </Card>
        </>
      )}
    </Region>
  );
}

interface KindRowProps {
  readonly kind: Kind;
  readonly organizationId: string;
}

function KindRow({ kind, organizationId }: KindRowProps): ReactNode {
  const { t } = useTranslation(['me', 'notices']);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (channel: Channel | null) =>
      server.updateNoticePreferences({
        params: { organizationId },
        body: { notices: { [kind.name]: channel } },
      }),
    onSuccess: (answer) => client.setQueryData(keyOf(organizationId, 'notice-preferences'), answer),
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  const data = [
    {
      value: 'role',
      label:
        kind.own === undefined
          ? t('me:notices.byRoleNow', { channel: t(`me:notices.channel.${kind.channel}`) })
          : t('me:notices.byRole'),
    },
    ...CHANNELS.map((channel) => ({ value: channel, label: t(`me:notices.channel.${channel}`) })),
  ];
  return (
    <Setting title={t(`notices:kind.${kind.name}`, { defaultValue: kind.name })}>
      {(names) => (
        <Select
          {...names}
          w={270}
          data={data}
          value={kind.own ?? 'role'}
          disabled={change.isPending}
          onChange={(value) => change.mutate(value === 'role' ? null : (value as Channel))}
        />
      )}
    </Setting>
  );
}
