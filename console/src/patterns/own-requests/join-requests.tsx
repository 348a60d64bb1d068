import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusTone } from '../../parts/status.js';
import classes from './own-requests.module.css';
import type { OwnJoinRequest } from './own-requests.js';
import { RequestLine } from './request-line.js';

const TONES: Readonly<Record<OwnJoinRequest['status'], StatusTone>> = {
  pending: 'waiting',
  approved: 'ok',
  denied: 'bad',
  withdrawn: 'off',
  superseded: 'off',
};

/** The organizations that the person asked to join, and what each of them said. */
export function JoinRequestLines({ requests }: { readonly requests: readonly OwnJoinRequest[] }) {
  return (
    <ul className={classes['list']}>
      {requests.map((one) => (
        <JoinRequest key={one.id} one={one} />
      ))}
    </ul>
  );
}

function JoinRequest({ one }: { readonly one: OwnJoinRequest }): ReactNode {
  const { t } = useTranslation('requests');
  const { organization, status, message, reason, createdAt, decidedAt = createdAt } = one;
  return (
    <RequestLine
      name={organization.name}
      tone={TONES[status]}
      status={t(`join.${status}`)}
      at={decidedAt}
      words={[
        [t('asked'), message],
        [t('answer'), reason],
      ]}
    />
  );
}
