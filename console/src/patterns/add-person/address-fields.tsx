import { ActionIcon, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../../parts/status.js';
import classes from './add-person.module.css';
import type { Entry } from './form.js';
import { useKnown, type Known } from './known.js';
import { errorAt, type Adding } from './use-adding.js';

interface AddressFieldProps {
  readonly adding: Adding;
  readonly isFirst: boolean;
}

/** One address. */
export function AddressField({ adding, isFirst }: AddressFieldProps): ReactNode {
  const { t } = useTranslation('adding');
  const [entry] = adding.form.entries;
  const error = entry?.problem ?? errorAt(adding, 'email');
  return (
    <TextInput
      label={t('email')}
      required
      name="invitee"
      inputMode="email"
      autoComplete="off"
      spellCheck={false}
      dir="ltr"
      data-autofocus={isFirst || undefined}
      {...(error !== undefined && { error })}
      value={adding.form.typed}
      onChange={({ currentTarget: { value } }) => adding.change({ typed: value, entries: [] })}
    />
  );
}

/** Many: what is pasted is read into a list, in which each row says what is wrong with it (console C5, C7, E2). */
export function AddressesField({ adding }: { readonly adding: Adding }): ReactNode {
  const { t } = useTranslation('adding');
  const { form, read, change } = adding;
  const known = useKnown(form.entries);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || form.typed.trim() === '') return;
    event.preventDefault();
    read();
  };
  const drop = (email: string): void =>
    change({ entries: form.entries.filter((entry) => entry.email !== email) });
  return (
    <div className={classes['addresses']}>
      <Textarea
        label={t('emails')}
        description={t('emailsText')}
        required={form.entries.length === 0}
        name="invitees"
        autoComplete="off"
        spellCheck={false}
        autosize
        minRows={2}
        maxRows={6}
        data-autofocus
        value={form.typed}
        onChange={({ currentTarget: { value } }) => change({ typed: value })}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          event.preventDefault();
          read(event.clipboardData.getData('text'));
        }}
      />
      {form.entries.length > 0 && (
        <>
          <p className="muted num">{t('count', { count: form.entries.length })}</p>
          <ul className={classes['list']} aria-label={t('emails')}>
            {form.entries.map((entry) => (
              <Row
                key={entry.email}
                entry={entry}
                known={known.get(entry.email) ?? 'unknown'}
                onDrop={() => drop(entry.email)}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly known: Known;
  readonly onDrop: () => void;
}

function Row({ entry, known, onDrop }: RowProps): ReactNode {
  const { t } = useTranslation('adding');
  const { email, name, problem } = entry;
  const isThere = known === 'member' || known === 'invited';
  const words = problem ?? (isThere ? t(`known.${known}`) : undefined);
  return (
    <li>
      <span className={classes['words']}>
        <bdi dir="ltr">{email}</bdi>
        {name !== undefined && <small className="muted">{name}</small>}
      </span>
      {words !== undefined && (
        <Status tone={problem === undefined ? 'waiting' : 'bad'}>{words}</Status>
      )}
      <ActionIcon size={26} aria-label={t('drop', { email })} onClick={onDrop}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
