import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PERSON_KEY, usePerson, type Person } from '../../data/person.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { LANGUAGES } from '../../texts/index.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import classes from './me.module.css';

type Fields = Readonly<Partial<Record<'name' | 'firstName' | 'lastName' | 'locale', string>>>;

/** Name and language of the account. What organizations call their member is theirs. */
export function ProfilePage(): ReactNode {
  const { t } = useTranslation('me');
  const person = usePerson();
  return (
    <div className={classes['page']}>
      <PageHeader title={t('profile.title')} subtitle={t('profile.text')} />
      <Region query={person}>{(data) => <ProfileForm person={data} />}</Region>
    </div>
  );
}

function ProfileForm({ person }: { readonly person: Person }): ReactNode {
  const { t } = useTranslation('me');
  const { account } = person;
  const [typed, setTyped] = useState<Fields>({});
  const isDirty = Object.keys(typed).length > 0;
  const save = useSave(account.locale, () => setTyped({}));
  const problems = save.error ? problemOf(save.error) : undefined;
  const field = (name: keyof Fields) => ({
    label: t(`profile.${name}`),
    value: typed[name] ?? account[name] ?? '',
    error: problems?.fields[name],
    onChange: ({ currentTarget: { value } }: React.ChangeEvent<HTMLInputElement>) =>
      setTyped(changed(account, typed, name, value)),
  });
  return (
    <Card>
      <LeaveDialog isDirty={isDirty && !save.isSuccess} />
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty) save.mutate(typed);
        }}
      >
        <TextInput {...field('name')} name="shown-name" autoComplete="name" />
        <div className={classes['pair']}>
          <TextInput {...field('firstName')} name="given" autoComplete="given-name" />
          <TextInput {...field('lastName')} name="family" autoComplete="family-name" />
        </div>
        <TextInput
          label={t('profile.email')}
          description={t('profile.emailText')}
          value={account.email ?? ''}
          readOnly
          dir="ltr"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Language
          value={typed.locale ?? account.locale ?? ''}
          onChange={(value) => setTyped(changed(account, typed, 'locale', value))}
        />
        {!account.own && <p className="muted">{t('profile.notOwn')}</p>}
        {problems && Object.keys(problems.fields).length === 0 && (
          <p role="alert" className={classes['error']}>
            {problems.detail}
          </p>
        )}
        <Buttons isDirty={isDirty} isSaving={save.isPending} onDiscard={() => setTyped({})} />
      </form>
    </Card>
  );
}

interface ButtonsProps {
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly onDiscard: () => void;
}

function Buttons({ isDirty, isSaving, onDiscard }: ButtonsProps): ReactNode {
  const { t } = useTranslation('me');
  return (
    <Group gap={8}>
      <Button type="submit" disabled={!isDirty} loading={isSaving}>
        {t('save')}
      </Button>
      {isDirty && (
        <Button variant="default" onClick={onDiscard}>
          {t('discard')}
        </Button>
      )}
    </Group>
  );
}

interface LanguageProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** By their own names, as a person looks for theirs. */
function Language({ value, onChange }: LanguageProps): ReactNode {
  const { t } = useTranslation('me');
  const data = [
    { value: '', label: t('profile.browserLanguage') },
    ...LANGUAGES.map((language) => ({
      value: language,
      label: new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language,
    })),
  ];
  const primary = value.split('-')[0] ?? '';
  return (
    <Select
      label={t('profile.locale')}
      data={data}
      value={data.some((one) => one.value === primary) ? primary : ''}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}

/** What was typed and differs from what was read. */
function changed(
  account: Person['account'],
  typed: Fields,
  name: keyof Fields,
  value: string,
): Fields {
  const { [name]: _former, ...others } = typed;
  return value === (account[name] ?? '') ? others : Object.assign(others, { [name]: value });
}

/** Only the fields that were changed are sent. Another language is loaded with the page. */
function useSave(locale: string | undefined, onDone: () => void) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, firstName, lastName, locale: language }: Fields) =>
      server.updatePerson({
        body: {
          ...(name !== undefined && { name }),
          ...(firstName !== undefined && { firstName: firstName === '' ? null : firstName }),
          ...(lastName !== undefined && { lastName: lastName === '' ? null : lastName }),
          ...(language !== undefined && { locale: language === '' ? null : language }),
        },
      }),
    onSuccess: (person) => {
      client.setQueryData(PERSON_KEY, person);
      onDone();
      if (person.account.locale !== locale) return setTimeout(() => location.reload());
      return announce({ text: t('saved') });
    },
  });
}
