import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './toolbar.module.css';

const PAUSE_MS = 250;

interface SearchBoxProps {
  readonly value: string;
  /** `Name or address` */
  readonly label: string;
  /** once per pause in typing; it takes the place of the entry in the history (console B5) */
  readonly onChange: (value: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
  /** Enter or arrow down: on to the rows */
  readonly onLeave: () => void;
}

/** The search of a list. It is always the server's. */
export function SearchBox(props: SearchBoxProps): ReactNode {
  const { value, label, onChange, inputRef, onLeave } = props;
  const { t } = useTranslation('list');
  const [typed, setTyped] = useState({ text: value, from: value });
  // back, a link or Clear changed it elsewhere
  if (typed.from !== value)
    setTyped({ text: typed.text.trim() === value ? typed.text : value, from: value });
  const tell = useDebouncedCallback((text: string) => onChange(text.trim()), PAUSE_MS);
  const type = (text: string): void => {
    setTyped({ text, from: value });
    tell(text);
  };
  return (
    <TextInput
      ref={inputRef}
      className={classes['search'] ?? ''}
      type="search"
      role="searchbox"
      name="list-search"
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      rightSection={
        typed.text !== '' && (
          <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => type('')} />
        )
      }
      value={typed.text}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          event.preventDefault();
          onLeave();
        }
        if (event.key === 'Escape' && typed.text !== '') {
          event.preventDefault();
          type('');
        }
      }}
    />
  );
}
