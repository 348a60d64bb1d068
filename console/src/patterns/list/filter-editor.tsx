import { Button, Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { readDays, writeDays, zoneOf } from './days.js';
import type { ChoiceField, FilterField } from './filters.js';
import { PickList } from './pick-list.js';
import classes from './toolbar.module.css';

interface FilterEditorProps {
  readonly field: FilterField;
  readonly value: string;
  readonly onApply: (value: string) => void;
}

/** The values of one filter; nothing changes before Apply. */
export function FilterEditor({ field, value, onApply }: FilterEditorProps): ReactNode {
  const { t } = useTranslation('list');
  const [draft, setDraft] = useState(value);
  const form = useRef<HTMLFormElement>(null);
  // the button of the field is gone: the focus would be nowhere
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>('[data-autofocus], input, button');
    first?.focus();
  }, []);
  return (
    <form
      ref={form}
      className={classes['editor']}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft);
      }}
    >
      <h3>{field.title}</h3>
      <Values field={field} draft={draft} onDraft={setDraft} />
      <Button type="submit" fullWidth mt={12}>
        {t('apply')}
      </Button>
    </form>
  );
}

interface ValuesProps {
  readonly field: FilterField;
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
}

function Values({ field, draft, onDraft }: ValuesProps): ReactNode {
  if (field.kind === 'choice') return <Choices field={field} draft={draft} onDraft={onDraft} />;
  if (field.kind === 'days') return <Days title={field.title} draft={draft} onDraft={onDraft} />;
  if (field.kind === 'text') {
    return (
      <TextInput
        data-autofocus
        aria-label={field.title}
        name={`filter-${field.key}`}
        autoComplete="off"
        value={draft}
        onChange={({ currentTarget }) => onDraft(currentTarget.value)}
      />
    );
  }
  const values = draft === '' ? [] : draft.split(',');
  return <PickList field={field} values={values} onValues={(next) => onDraft(next.join(','))} />;
}

function Choices({
  field,
  draft,
  onDraft,
}: Omit<ValuesProps, 'field'> & { readonly field: ChoiceField }): ReactNode {
  const { options, title, isSingle = false } = field;
  if (isSingle) {
    return (
      <Radio.Group value={draft} onChange={onDraft} aria-label={title}>
        <Stack gap={8} className={classes['choices'] ?? ''}>
          {options.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
    );
  }
  const values = draft === '' ? [] : draft.split(',');
  return (
    <Checkbox.Group value={values} onChange={(next) => onDraft(next.join(','))} aria-label={title}>
      <Stack gap={8} className={classes['choices'] ?? ''}>
        {options.map(({ value, label }, index) => (
          <Checkbox
            key={value}
            value={value}
            label={label}
            data-autofocus={index === 0 || undefined}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function Days({
  title,
  draft,
  onDraft,
}: Omit<ValuesProps, 'field'> & { readonly title: string }): ReactNode {
  const { t, i18n } = useTranslation('list');
  const { from = '', to = '' } = readDays(draft);
  const write = (first: string, last: string): void =>
    onDraft(writeDays({ ...(first !== '' && { from: first }), ...(last !== '' && { to: last }) }));
  return (
    <Stack gap={8} role="group" aria-label={title}>
      <TextInput
        type="date"
        label={t('days.from')}
        data-autofocus
        value={from}
        onChange={({ currentTarget }) => write(currentTarget.value, to)}
      />
      <TextInput
        type="date"
        label={t('days.to')}
        value={to}
        onChange={({ currentTarget }) => write(from, currentTarget.value)}
      />
      <p className="muted">{t('days.text', { zone: zoneOf(new Date(), i18n.language) })}</p>
    </Stack>
  );
}
