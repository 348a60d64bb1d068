import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Status, type StatusTone } from '../../parts/status.js';
import type { Editing, FieldValue } from '../../patterns/edit/index.js';
import { ProductPicker } from '../../patterns/products/index.js';
import { useFreeSeats, useProductChoices, type ProductChoice } from './choices.js';
import { seatWord } from './field-words.js';
import type { Member, MemberSeat } from './member-data.js';
import classes from './member.module.css';
import { sourceWords } from './sources.js';

interface SeatsTabProps {
  readonly member: Member;
  readonly seats: readonly MemberSeat[];
  readonly editing: Editing;
}

/** Seats per product: in edit they are assigned, taken back, or asked for where none is free; Save writes. */
export function SeatsTab({ member, seats, editing }: SeatsTabProps): ReactNode {
  const { t } = useTranslation('panel');
  const { products, isMore } = useProductChoices(seats, editing.changes);
  const mayWrite = useReach()('seats:write') === 'any';
  const isEditing = editing.isEditing && mayWrite && member.status === 'active';
  if (products.length === 0)
    return <EmptyState title={t('seats.none.title')} text={t('seats.none.text')} />;
  return (
    <>
      {editing.isEditing && !mayWrite && <p className={classes['hint']}>{t('lack.seats')}</p>}
      {editing.isEditing && member.status === 'suspended' && (
        <p className={classes['hint']}>{t('seats.suspended')}</p>
      )}
      {isEditing && isMore && (
        <ProductPicker
          label={t('seats.other')}
          isSingle
          value={[]}
          without={products.map(({ id }) => id)}
          onChange={([id]) => {
            if (id !== undefined) editing.set(`seats.${id}`, 'assigned');
          }}
        />
      )}
      <ul className={classes['list']}>
        {products.map((product) => (
          <Seat
            key={product.id}
            product={product}
            seat={seats.find(({ productId }) => productId === product.id)}
            editing={editing}
            isEditing={isEditing}
          />
        ))}
      </ul>
    </>
  );
}

interface SeatProps {
  readonly product: ProductChoice;
  readonly seat: MemberSeat | undefined;
  readonly editing: Editing;
  readonly isEditing: boolean;
}

const TONES: Readonly<Record<string, StatusTone>> = {
  assigned: 'ok',
  held: 'off',
  requested: 'waiting',
  queued: 'waiting',
  denied: 'bad',
};

function Seat({ product, seat, editing, isEditing }: SeatProps): ReactNode {
  const { t } = useTranslation('panel');
  const field = `seats.${product.id}`;
  const value = editing.value(field);
  const free = useFreeSeats(product.id, isEditing);
  const isOfGroup = seat?.source.kind === 'group';
  return (
    <li className={classes['item']}>
      <span className={classes['itemWords']}>
        <bdi>{product.name}</bdi>
        <small className="muted">
          {seat && isOfGroup
            ? sourceWords(t, seat.source)
            : free === undefined
              ? ''
              : t('seats.free', { count: free })}
        </small>
      </span>
      {value === null ? (
        <span className="muted">{t('seats.noSeat')}</span>
      ) : (
        <Status tone={TONES[String(value)] ?? 'ok'}>{t(`seats.status.${seatWord(value)}`)}</Status>
      )}
      {isEditing && (
        <SeatButton
          product={product.name}
          value={value}
          isOfGroup={isOfGroup}
          isFree={free === undefined || free > 0}
          onChange={(next) => editing.set(field, next)}
          before={editing.before(field)}
        />
      )}
    </li>
  );
}

interface SeatButtonProps {
  readonly product: string;
  readonly value: FieldValue;
  readonly before: FieldValue;
  readonly isOfGroup: boolean;
  readonly isFree: boolean;
  readonly onChange: (value: FieldValue) => void;
}

function SeatButton(props: SeatButtonProps): ReactNode {
  const { product, value, before, isOfGroup, isFree, onChange } = props;
  const { t } = useTranslation('panel');
  if (isOfGroup) return null;
  if (value === null) {
    const isBack = before !== null;
    const word = isBack || isFree ? t('seats.assign') : t('seats.request');
    return (
      <Button
        variant="default"
        aria-label={`${word}: ${product}`}
        onClick={() => onChange(isBack ? before : isFree ? 'assigned' : 'requested')}
      >
        {word}
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      aria-label={`${t('seats.release')}: ${product}`}
      onClick={() => onChange(null)}
    >
      {t('seats.release')}
    </Button>
  );
}
