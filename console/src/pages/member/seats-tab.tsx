import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Status } from '../../parts/status.js';
import type { Editing, FieldValue } from '../../patterns/edit/index.js';
import { ProductPicker } from '../../patterns/products/index.js';
import { useFreeSeats, useProductChoices, type ProductChoice } from './choices.js';
import { seatTone, seatWord } from './field-words.js';
import { useAccess, type Member, type MemberSeat } from './member-data.js';
import classes from './member.module.css';
import { sourceWords, type Source } from './sources.js';

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
  const groupSourceOf = useGroupSources(member.id, seats);
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
            groupSource={groupSourceOf(product.id)}
            editing={editing}
            isEditing={isEditing}
          />
        ))}
      </ul>
    </>
  );
}

/** A seat knows the id of its group; the access of the member has the names. */
function useGroupSources(
  memberId: string,
  seats: readonly MemberSeat[],
): (productId: string) => Source | undefined {
  const { data: access } = useAccess(memberId);
  return (id) => {
    const seat = seats.find(({ productId, source }) => productId === id && source.kind === 'group');
    const named = access?.seats.find(({ productId }) => productId === id)?.reason.source;
    return seat && named?.kind === 'group' ? named : seat?.source;
  };
}

interface SeatProps {
  readonly product: ProductChoice;
  /** the group of a directory that gives the seat */
  readonly groupSource: Source | undefined;
  readonly editing: Editing;
  readonly isEditing: boolean;
}

function Seat({ product, groupSource, editing, isEditing }: SeatProps): ReactNode {
  const { t } = useTranslation('panel');
  const field = `seats.${product.id}`;
  const value = editing.value(field);
  const free = useFreeSeats(product.id, isEditing);
  return (
    <li className={classes['item']}>
      <span className={classes['itemWords']}>
        <bdi>{product.name}</bdi>
        <small className="muted">
          {groupSource
            ? sourceWords(t, groupSource)
            : free === undefined
              ? ''
              : t('seats.free', { count: free })}
        </small>
      </span>
      {value === null ? (
        <span className="muted">{t('seats.noSeat')}</span>
      ) : (
        <Status tone={seatTone(value)}>{t(`seats.status.${seatWord(value)}`)}</Status>
      )}
      {isEditing && (
        <SeatButton
          product={product.name}
          value={value}
          isOfGroup={groupSource !== undefined}
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
