import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { Region } from '../../parts/region.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { RoleDifference } from './role-difference.js';
import classes from './role.module.css';
import { regional } from '../../texts/regional.js';

type Version = Operations['listRoleVersions']['output']['items'][number];

interface RoleVersionsProps {
  readonly role: Role;
  readonly roles: readonly Role[];
}

/** Two versions side by side: what was given, what was taken. The newest and the one before it at first. */
export function RoleVersions({ role, roles }: RoleVersionsProps): ReactNode {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const versions = useQuery({
    queryKey: keyOf(organizationId, 'roles', role.name, 'versions'),
    queryFn: () => readVersions(organizationId, role),
  });
  return (
    <Card title={t('versions.title')}>
      <Region query={versions} lines={2}>
        {(all) =>
          all.length < 2 ? (
            <p className="muted">{t('versions.one')}</p>
          ) : (
            <Comparison key={all.length} role={role} roles={roles} versions={all} />
          )
        }
      </Region>
    </Card>
  );
}

/** The last fifty: older ones are in the audit log. */
async function readVersions(organizationId: string, role: Role): Promise<readonly Version[]> {
  const read: Version[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await server.listRoleVersions({
      params: { organizationId, roleName: role.name },
      query: { limit: 100, ...(cursor !== undefined && { cursor }) },
    });
    read.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return read.slice(-50);
}

interface ComparisonProps extends RoleVersionsProps {
  readonly versions: readonly Version[];
}

function Comparison({ role, roles, versions }: ComparisonProps): ReactNode {
  const { t, i18n } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const [from, setFrom] = useState(String(versions.at(-2)?.number));
  const [to, setTo] = useState(String(versions.at(-1)?.number));
  const difference = useQuery({
    queryKey: keyOf(organizationId, 'roles', role.name, 'difference', from, to),
    queryFn: () =>
      server.compareRoleVersions({
        params: { organizationId, roleName: role.name },
        query: { from: Number(from), to: Number(to) },
      }),
  });
  const day = new Intl.DateTimeFormat(regional(i18n.language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const data = versions
    .map(({ number, createdAt }) => ({
      value: String(number),
      label: t('versions.label', { number, at: day.format(new Date(createdAt)) }),
    }))
    .reverse();
  return (
    <>
      <div className={classes['pick']}>
        <Select
          label={t('versions.from')}
          data={data}
          value={from}
          onChange={(value) => value !== null && setFrom(value)}
        />
        <Select
          label={t('versions.to')}
          data={data}
          value={to}
          onChange={(value) => value !== null && setTo(value)}
        />
      </div>
      <Region query={difference} lines={2}>
        {({ changes }) => <RoleDifference changes={changes} roles={roles} />}
      </Region>
    </>
  );
}
