import { CheckIcon, Combobox, Pill, PillsInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import classes from './picker.module.css';

/** Something to pick: a person, a space, a group. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** the second line: mostly the address */
  readonly detail?: string | undefined;
}

export interface Found {
  readonly items: readonly Choice[];
  /** of all that match, where the server counts them */
  readonly total?: number | undefined;
  /** there are more than `total` */
  readonly isCapped?: boolean | undefined;
  /** there are more than `items` */
  readonly isMore: boolean;
}

interface PickerProps {
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  /** what is picked, in the order of picking */
  readonly value: readonly Choice[];
  readonly onChange: (value: readonly Choice[]) => void;
  /** asks the server; at most 50 come back */
  readonly find: (search: string, signal: AbortSignal) => Promise<Found>;
  /** name of what is searched, for the cache: `members` */
  readonly name: string;
  /** how many can be picked */
  readonly max?: number;
  /** in a dialog: what can be picked stands below the field at all times, and covers no button */
  readonly isInline?: boolean;
  /** one only: the next takes its place */
  readonly isSingle?: boolean;
}

const PAUSE_MS = 250;
/** Of those that are picked so many stand on top; with what is found there are never more than 50 rows (console B22). */
const MAX_ON_TOP = 25;
const MAX_FOUND = 25;

/**
 * Picks several of a set of any size (console B21, B22, J3). The server searches, once for each pause in typing; what is picked stands on
 * top; the last line says how many more there are.
 */
export function Picker(props: PickerProps): ReactNode {
  const { value, onChange, isSingle = false, max = 1_000, isInline = false } = props;
  const combobox = useCombobox({
    onDropdownClose: () => combobox.resetSelectedOption(),
    ...(isInline && { opened: true }),
  });
  const [search, setSearch] = useState('');
  const found = useFound(props, search, combobox.dropdownOpened);
  const others = (found.data?.items ?? []).filter(({ id }) => !isIn(value, id));
  const all = [...value.slice(-MAX_ON_TOP), ...others.slice(0, MAX_FOUND)];
  const isFull = !isSingle && value.length >= max;
  const toggle = (id: string): void => {
    const one = all.find((choice) => choice.id === id);
    if (!one) return;
    if (isIn(value, id)) return onChange(value.filter((picked) => picked.id !== id));
    if (isSingle) {
      setSearch('');
      combobox.closeDropdown();
      return onChange([one]);
    }
    if (!isFull) onChange([...value, one]);
  };
  const list = (
    <>
      <Combobox.Options
        mah={isInline ? 220 : 280}
        className={classes['options']}
        aria-label={props.label}
      >
        {all.map((choice) => (
          <Option
            key={choice.id}
            choice={choice}
            isPicked={isIn(value, choice.id)}
            isFull={isFull}
          />
        ))}
        <Empty found={found.data} error={found.error} isBusy={found.isFetching} />
      </Combobox.Options>
      <Rest found={found.data} />
    </>
  );
  return (
    <Combobox store={combobox} onOptionSubmit={toggle}>
      <Field {...props} combobox={combobox} search={search} onSearch={setSearch} />
      {isInline ? (
        <div className={classes['inline']}>{list}</div>
      ) : (
        <Combobox.Dropdown>{list}</Combobox.Dropdown>
      )}
    </Combobox>
  );
}

function useFound({ find, name }: PickerProps, search: string, isOpen: boolean) {
  const organizationId = useOrganizationId();
  const [paused] = useDebouncedValue(search.trim(), PAUSE_MS);
  return useQuery({
    queryKey: keyOf(organizationId, 'picker', name, paused),
    queryFn: ({ signal }) => find(paused, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
}

function isIn(value: readonly Choice[], id: string): boolean {
  return value.some((choice) => choice.id === id);
}

interface FieldProps extends PickerProps {
  readonly combobox: ReturnType<typeof useCombobox>;
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

function Field(props: FieldProps): ReactNode {
  const { label, description, placeholder, value, onChange, combobox, search, onSearch } = props;
  const { t } = useTranslation('frame');
  const drop = (id: string): void => onChange(value.filter((choice) => choice.id !== id));
  return (
    <Combobox.DropdownTarget>
      <PillsInput label={label} description={description} onClick={() => combobox.openDropdown()}>
        <Pill.Group>
          {value.map(({ id, name }) => (
            <Pill
              key={id}
              withRemoveButton
              onRemove={() => drop(id)}
              removeButtonProps={{ 'aria-label': t('picker.remove', { name }), tabIndex: 0 }}
            >
              {name}
            </Pill>
          ))}
          <Combobox.EventsTarget withExpandedAttribute>
            <PillsInput.Field
              role="combobox"
              value={search}
              placeholder={value.length === 0 ? placeholder : undefined}
              autoComplete="off"
              name="picker-search"
              aria-label={label}
              onFocus={() => combobox.openDropdown()}
              onBlur={() => combobox.closeDropdown()}
              onChange={({ currentTarget }) => {
                onSearch(currentTarget.value);
                combobox.openDropdown();
                combobox.resetSelectedOption();
              }}
              onKeyDown={({ key }) => {
                const last = value.at(-1);
                if (key === 'Backspace' && search === '' && last) drop(last.id);
              }}
            />
          </Combobox.EventsTarget>
        </Pill.Group>
      </PillsInput>
    </Combobox.DropdownTarget>
  );
}

interface OptionProps {
  readonly choice: Choice;
  readonly isPicked: boolean;
  readonly isFull: boolean;
}

/** `aria-selected` says what is picked, not what the arrows are on. */
function Option({ choice: { id, name, detail }, isPicked, isFull }: OptionProps): ReactNode {
  return (
    <Combobox.Option
      value={id}
      active={isPicked}
      disabled={isFull && !isPicked}
      aria-selected={isPicked}
    >
      <span className={classes['option']}>
        <span className={classes['words']}>
          <bdi>{name}</bdi>
          {detail !== undefined && (
            <small className="muted">
              <bdi>{detail}</bdi>
            </small>
          )}
        </span>
        {isPicked && <CheckIcon size={12} />}
      </span>
    </Combobox.Option>
  );
}

interface EmptyProps {
  readonly found: Found | undefined;
  readonly error: unknown;
  readonly isBusy: boolean;
}

/** Why there is nothing to pick. */
function Empty({ found, error, isBusy }: EmptyProps): ReactNode {
  const { t } = useTranslation('frame');
  if (error) return <Combobox.Empty role="alert">{problemOf(error).detail}</Combobox.Empty>;
  if (!found) return isBusy ? <Combobox.Empty>{t('picker.searching')}</Combobox.Empty> : null;
  return found.items.length === 0 ? <Combobox.Empty>{t('picker.none')}</Combobox.Empty> : null;
}

/** How many more there are, below the list where it does not scroll away. */
function Rest({ found }: Pick<EmptyProps, 'found'>): ReactNode {
  const { t, i18n } = useTranslation('frame');
  if (!found?.isMore) return null;
  const { items, total, isCapped = false } = found;
  const number = new Intl.NumberFormat(i18n.language);
  const shown = number.format(items.length);
  return (
    <Combobox.Footer>
      <span className="muted num">
        {total === undefined
          ? t('picker.more', { shown })
          : t('picker.some', { shown, total: number.format(total) + (isCapped ? '+' : '') })}
      </span>
    </Combobox.Footer>
  );
}
