import { useTranslation } from 'react-i18next';
import { titleOf, type Console } from '../../data/console.js';
import type { StatusTone } from '../../parts/status.js';
import type { FieldValue, Fields } from '../../patterns/edit/index.js';
import { RECORD_FIELDS } from './member-fields.js';
import { useAttributes, type MemberSeat, type MemberSpace } from './member-data.js';
import { useProductChoices, useSpaceNames } from './choices.js';

export interface FieldWords {
  label(field: string): string;
  show(field: string, value: FieldValue): string;
}

interface FieldSources {
  readonly console: Console;
  readonly seats: readonly MemberSeat[];
  readonly spaces: readonly MemberSpace[];
  readonly changes: Fields;
}

/** Names of fields and their values as a person reads them, for differences and conflicts. */
export function useFieldWords({ console, seats, spaces, changes }: FieldSources): FieldWords {
  const { t } = useTranslation('panel');
  const attributes = useAttributes().data?.attributes ?? [];
  const products = useProductChoices(seats, changes).products;
  const spaceNames = useSpaceNames(spaces, changes);
  const label = (field: string): string => {
    const [kind = '', ...rest] = field.split('.');
    const id = rest.join('.');
    if (kind === 'attributes') return attributes.find(({ name }) => name === id)?.title ?? id;
    if (kind === 'seats') return products.find((one) => one.id === id)?.name ?? id;
    if (kind === 'spaces') return spaceNames.get(id) ?? id;
    const own = [...RECORD_FIELDS, 'roles' as const].find((name) => name === field);
    return own ? t(`fields.${own}`) : field;
  };
  const show = (field: string, value: FieldValue): string => {
    if (value === null) return '';
    if (field.startsWith('seats.')) return t(`seats.status.${seatWord(value)}`);
    if (field.startsWith('spaces.'))
      return console.spaceRoles.find(({ name }) => name === value)?.title ?? String(value);
    if (Array.isArray(value)) {
      return value.map((name) => roleTitle(console, String(name))).join(', ');
    }
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    return String(value);
  };
  return { label, show };
}

export function roleTitle(console: Pick<Console, 'roles'> | undefined, name: string): string {
  const role = console?.roles.find((one) => one.name === name);
  return role ? titleOf(role) : name;
}

const SEAT_WORDS = ['assigned', 'held', 'requested', 'queued', 'denied', 'released'] as const;

const SEAT_TONES: Readonly<Record<string, StatusTone>> = {
  assigned: 'ok',
  held: 'off',
  requested: 'waiting',
  queued: 'waiting',
  denied: 'bad',
};

export function seatTone(status: FieldValue): StatusTone {
  return SEAT_TONES[String(status)] ?? 'ok';
}

export function seatWord(value: FieldValue): (typeof SEAT_WORDS)[number] {
  return SEAT_WORDS.find((one) => one === value) ?? 'assigned';
}
