import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.js';
import { Avatar } from '../../parts/person.js';
import { showOverlay } from '../shell.js';
import { useActions, useOrganizations, usePages, usePeople, type Entry } from './entries.js';
import classes from './palette.module.css';

const GROUPS = ['people', 'pages', 'actions', 'organizations'] as const;

/** Everything by its name: people, pages, actions, other organizations. */
export function Palette(): ReactNode {
  const { t } = useTranslation('shell');
  const close = (): void => showOverlay(undefined);
  return (
    <Dialog
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      size={600}
      yOffset="12vh"
      centered={false}
      aria-label={t('palette.title')}
    >
      <Search onDone={close} />
    </Dialog>
  );
}

/** A combobox with its list below it (ARIA practices): the focus stays in the field, the arrows move through the list. */
function Search({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const { entries, busy } = useEntries(typed.trim());
  const current = entries[Math.min(active, entries.length - 1)];
  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    onDone();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const moved = moveOf(event.key, Math.min(active, entries.length - 1), entries.length);
    if (moved !== undefined) setActive(moved);
    else if (event.key === 'Enter') run(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Field
        id={id}
        typed={typed}
        current={current}
        onKeyDown={onKeyDown}
        onType={(text) => {
          setTyped(text);
          setActive(0);
        }}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.found')}
        className={classes['list']}
      >
        {GROUPS.map((group) => (
          <Group
            key={group}
            id={id}
            name={group}
            entries={entries.filter((entry) => entry.group === group)}
            current={current}
            onRun={run}
          />
        ))}
      </div>
      <p className={classes['foot']} role="status">
        {statusWords(t, { busy, count: entries.length })}
      </p>
    </>
  );
}

interface FieldProps {
  readonly id: string;
  readonly typed: string;
  readonly current: Entry | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onType: (text: string) => void;
}

function Field({ id, typed, current, onKeyDown, onType }: FieldProps): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <div className={classes['field']}>
      <IconSearch size={18} aria-hidden="true" />
      <input
        data-autofocus
        role="combobox"
        aria-label={t('palette.title')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={current && `${id}-${current.id}`}
        name="palette"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('palette.placeholder')}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function statusWords(t: Words, { busy, count }: { busy: boolean; count: number }): string {
  if (count === 0) return busy ? t('shell:palette.searching') : t('shell:palette.none');
  return t('shell:palette.help');
}

function useEntries(typed: string): { readonly entries: readonly Entry[]; readonly busy: boolean } {
  const [q] = useDebouncedValue(typed, 200);
  const people = usePeople(q);
  const fixed = [...usePages(), ...useActions(), ...useOrganizations()];
  const words = typed.toLocaleLowerCase().split(/\s+/u);
  const matches = ({ title, detail = '' }: Entry): boolean => {
    const text = `${title} ${detail}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = [...(typed.length > 1 ? people.items : []), ...fixed.filter(matches)];
  const ordered = GROUPS.flatMap((group) => found.filter((entry) => entry.group === group));
  return { entries: ordered, busy: people.busy || q !== typed };
}

function moveOf(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'PageDown') return count - 1;
  return key === 'PageUp' ? 0 : undefined;
}

interface GroupProps {
  readonly id: string;
  readonly name: Entry['group'];
  readonly entries: readonly Entry[];
  readonly current: Entry | undefined;
  readonly onRun: (entry: Entry) => void;
}

function Group({ id, name, entries, current, onRun }: GroupProps): ReactNode {
  const { t } = useTranslation('shell');
  if (entries.length === 0) return null;
  return (
    <div role="group" aria-labelledby={`${id}-${name}`}>
      <div id={`${id}-${name}`} className={classes['group']}>
        {t(`palette.${name}`)}
      </div>
      {entries.map((entry) => (
        <Line
          key={entry.id}
          id={`${id}-${entry.id}`}
          entry={entry}
          isCurrent={entry.id === current?.id}
          onRun={onRun}
        />
      ))}
    </div>
  );
}

interface LineProps {
  readonly id: string;
  readonly entry: Entry;
  readonly isCurrent: boolean;
  readonly onRun: (entry: Entry) => void;
}

function Line({ id, entry, isCurrent, onRun }: LineProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={isCurrent}
      className={classes['line']}
      onClick={() => onRun(entry)}
    >
      {entry.group === 'people' && <Avatar name={entry.title} size={24} />}
      <bdi>{entry.title}</bdi>
      {entry.detail !== undefined && <bdi className={classes['detail']}>{entry.detail}</bdi>}
    </div>
  );
}
