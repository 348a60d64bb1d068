import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { addressOf } from '../../navigation/menu.js';
import { Region } from '../../parts/region.js';
import classes from './overview.module.css';

type Counts = Operations['countMembers']['output'];

interface Figure {
  readonly name: 'active' | 'pending' | 'joinRequests' | 'seatRequests';
  readonly count: number;
  /** below the number, where it says something */
  readonly soon?: number;
  readonly page: 'people' | 'seats';
  readonly tab?: string;
}

/** How many there are, and what waits for somebody; each leads to its list. Only for those who may open the page of people. */
export function Figures(): ReactNode {
  const { data: shown } = useConsole();
  const organizationId = useOrganizationId();
  const isOpen = shown?.pages['people']?.open === true;
  const query = useQuery({
    queryKey: keyOf(organizationId, 'members', 'counts'),
    queryFn: () => server.countMembers({ params: { organizationId } }),
    enabled: isOpen,
  });
  if (!isOpen) return null;
  return (
    <Region query={query} lines={1}>
      {(counts) => (
        <ul className={classes['figures']}>
          {figuresOf(counts).map((figure) => (
            <Tile key={figure.name} figure={figure} capped={counts.capped} />
          ))}
        </ul>
      )}
    </Region>
  );
}

function figuresOf({ active, invitations, joinRequests, seatRequests }: Counts): Figure[] {
  return [
    { name: 'active', count: active, page: 'people' },
    ...(invitations
      ? [
          {
            name: 'pending' as const,
            count: invitations.pending,
            soon: invitations.expiringSoon,
            page: 'people' as const,
            tab: 'invitations',
          },
        ]
      : []),
    ...(joinRequests === undefined
      ? []
      : [
          {
            name: 'joinRequests' as const,
            count: joinRequests,
            page: 'people' as const,
            tab: 'join-requests',
          },
        ]),
    ...(seatRequests === undefined
      ? []
      : [{ name: 'seatRequests' as const, count: seatRequests, page: 'seats' as const }]),
  ];
}

interface TileProps {
  readonly figure: Figure;
  readonly capped: readonly string[];
}

function Tile({ figure, capped }: TileProps): ReactNode {
  const { t, i18n } = useTranslation('overview');
  const organizationId = useOrganizationId();
  const { name, count, soon = 0, page, tab } = figure;
  const number = new Intl.NumberFormat(i18n.language).format(count);
  return (
    <li>
      <Link
        to={addressOf(page, organizationId)}
        {...(tab !== undefined && { search: { tab } as never })}
        className={classes['figure']}
      >
        <span className="muted">{t(`figure.${name}`)}</span>
        <strong className="num">
          {number}
          {capped.some((one) => one.endsWith(name)) && '+'}
        </strong>
        {soon > 0 && <small>{t('figure.soon', { count: soon })}</small>}
      </Link>
    </li>
  );
}
