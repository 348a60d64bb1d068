import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { Card } from '../../../parts/card.js';
import { Region } from '../../../parts/region.js';
import { operatorKey, useOperator } from '../client.js';
import { figure } from '../job.js';

type Limits = Operations['getLimits']['output'];

const METERS = ['members', 'spaces', 'roles', 'domains', 'apiKeys'] as const;

/** How much of each limit is used. */
export function FiguresCard({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { t } = useTranslation('operator');
  const client = useOperator();
  const limits = useQuery({
    queryKey: operatorKey('limits', organizationId),
    queryFn: ({ signal }) => client.getLimits({ params: { organizationId }, signal }),
    gcTime: 0,
  });
  return (
    <Card title={t('support.figures')}>
      <Region query={limits} lines={6}>
        {(found) => <Figures limits={found} />}
      </Region>
    </Card>
  );
}

function Figures({ limits }: { readonly limits: Limits }): ReactNode {
  const { t, i18n } = useTranslation('operator');
  const number = (value: number): string => figure(value, i18n.language);
  const ofLimit = (used: number, limit: number | null): string =>
    limit === null ? number(used) : t('support.of', { used, limit });
  const { active, pending } = limits.members;
  return (
    <dl className="facts num">
      {METERS.map((name) => {
        const { used, limit } = limits[name];
        return (
          <Line key={name} words={t(`support.meter.${name}`)}>
            {ofLimit(used, limit)}
            {name === 'members' && (
              <small className="muted"> {t('support.members', { active, pending })}</small>
            )}
          </Line>
        );
      })}
      {limits.products.map(({ productId, name, used, limit }) => (
        <Line key={productId} words={t('support.seatsOf', { name })}>
          {ofLimit(used, limit)}
        </Line>
      ))}
    </dl>
  );
}

interface LineProps {
  readonly words: string;
  readonly children: ReactNode;
}

function Line({ words, children }: LineProps): ReactNode {
  return (
    <>
      <dt>{words}</dt>
      <dd>{children}</dd>
    </>
  );
}
