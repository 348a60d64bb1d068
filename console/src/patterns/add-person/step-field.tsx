import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Console } from '../../data/console.js';
import { useOrganizationId } from '../../data/organization.js';
import { Picker } from '../picker/picker.js';
import { findSpaces } from '../picker/sources.js';
import { AddressField, AddressesField } from './address-fields.js';
import type { Field, Mode } from './form.js';
import { RolesField } from './roles-field.js';
import { SeatsField } from './seats-field.js';
import { errorAt, type Adding } from './use-adding.js';

export interface StepFieldProps {
  readonly field: Field;
  readonly console: Console;
  readonly mode: Mode;
  readonly adding: Adding;
  readonly isFirst: boolean;
}

/** One field of the form, by its name in the preset's data. */
export function StepField(props: StepFieldProps): ReactNode {
  const { field, console, mode, adding, isFirst } = props;
  switch (field.name) {
    case 'email':
      return field.several && mode === 'form' ? (
        <AddressesField adding={adding} />
      ) : (
        <AddressField adding={adding} isFirst={isFirst} />
      );
    case 'name':
    case 'firstName':
    case 'lastName':
      return <NameField field={field} name={field.name} adding={adding} isFirst={isFirst} />;
    case 'roles':
      return <RolesField console={console} adding={adding} isRequired={field.required === true} />;
    case 'seats':
      return <SeatsField adding={adding} />;
    case 'spaces':
      return <SpacesField field={field} adding={adding} />;
    default:
      return <OtherField field={field} adding={adding} />;
  }
}

interface NameFieldProps {
  readonly field: Field;
  readonly name: 'name' | 'firstName' | 'lastName';
  readonly adding: Adding;
  readonly isFirst: boolean;
}

function NameField({ field, name, adding, isFirst }: NameFieldProps): ReactNode {
  const { t } = useTranslation('adding');
  const error = errorAt(adding, name);
  const labels = { name: t('name'), firstName: t('firstName'), lastName: t('lastName') };
  return (
    <TextInput
      label={labels[name]}
      required={field.required === true}
      name={`person-${name}`}
      autoComplete="off"
      data-autofocus={isFirst || undefined}
      {...(error !== undefined && { error })}
      value={adding.form[name]}
      onChange={({ currentTarget: { value } }) => adding.change({ [name]: value })}
    />
  );
}

interface FieldProps {
  readonly field: Field;
  readonly adding: Adding;
}

function SpacesField({ field, adding }: FieldProps): ReactNode {
  const { t } = useTranslation('adding');
  const organizationId = useOrganizationId();
  const { max } = field;
  return (
    <Picker
      label={t('spaces')}
      {...(max !== undefined && { max, description: t('spacesMax', { count: max }) })}
      name="spaces"
      isInline
      find={findSpaces(organizationId)}
      value={adding.form.spaces}
      onChange={(spaces) => adding.change({ spaces })}
    />
  );
}

const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;

function OtherField({ field, adding }: FieldProps): ReactNode {
  const { t, i18n } = useTranslation('adding');
  const { form, change } = adding;
  if (field.name === 'message') {
    return (
      <Textarea
        label={t('message')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={5_000}
        value={form.message}
        onChange={({ currentTarget: { value } }) => change({ message: value })}
      />
    );
  }
  if (field.name === 'lifeDays') {
    return (
      <NumberInput
        label={t('lifeDays')}
        description={t('lifeDaysText')}
        min={1}
        max={90}
        w={200}
        value={form.lifeDays ?? ''}
        onChange={(value) => change({ lifeDays: typeof value === 'number' ? value : undefined })}
      />
    );
  }
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  return (
    <Select
      label={t('locale')}
      clearable
      data={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))}
      value={form.locale ?? null}
      onChange={(value) => change({ locale: value ?? undefined })}
    />
  );
}
