import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { ChipList } from '../../parts/chip.js';
import { Status, type StatusTone } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import type { ListColumn } from '../../patterns/list/index.js';
import classes from './keys.module.css';

export type ApiKey = Operations['listApiKeys']['output']['items'][number];

/** Of the list of keys, by how much they matter when it is narrow. */
export function useColumns(): readonly ListColumn<ApiKey>[] {
  const { t } = useTranslation('keys');
  const column = (
    key: string,
    weight: number,
    measures: { readonly width: number; readonly grow?: number },
    cell: (row: ApiKey) => ReactNode,
  ): ListColumn<ApiKey> => ({ key, title: t(`column.${key}`), weight, cell, ...measures });
  return [
    column('name', 1, { width: 200, grow: 2 }, (row) => <Name {...row} />),
    column('state', 2, { width: 130 }, (row) => (
      <Status tone={TONES[stateOf(row)]}>{t(`state.${stateOf(row)}`)}</Status>
    )),
    column('scopes', 4, { width: 220, grow: 2 }, ({ scopes }) => <ChipList names={scopes} />),
    column('lastUsed', 3, { width: 130 }, ({ lastUsedAt }) => (
      <Moment at={lastUsedAt} none={t('never')} />
    )),
    column('expires', 5, { width: 130 }, ({ expiresAt }) => (
      <Moment at={expiresAt} none={t('noEnd')} day />
    )),
    column('createdBy', 6, { width: 150, grow: 1 }, ({ createdBy }) => <bdi>{createdBy.name}</bdi>),
  ];
}

function Name({ name, prefix }: ApiKey): ReactNode {
  return (
    <span className={classes['name']}>
      <bdi>{name}</bdi>
      <code>{prefix}…</code>
    </span>
  );
}

interface MomentProps {
  readonly at: string | undefined;
  /** what stands where there is none */
  readonly none: string;
  readonly day?: boolean;
}

function Moment({ at, none, day = false }: MomentProps): ReactNode {
  return at === undefined ? <span className="muted">{none}</span> : <Time at={at} day={day} />;
}

type KeyState = 'active' | 'expired' | 'revoked';

const TONES: Readonly<Record<KeyState, StatusTone>> = {
  active: 'ok',
  expired: 'waiting',
  revoked: 'off',
};

export function stateOf({ revokedAt, expiresAt }: ApiKey): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
  return isOver ? 'expired' : 'active';
}
