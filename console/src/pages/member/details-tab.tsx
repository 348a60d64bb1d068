import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, type Console } from '../../data/console.js';
import { useMe, useReach } from '../../data/organization.js';
import { Day, Time } from '../../parts/time.js';
import type { Editing } from '../../patterns/edit/index.js';
import { LockNotice } from './lock-notice.js';
import { useAttributes, type Attribute, type Member } from './member-data.js';
import { isLocked } from './member-fields.js';
import classes from './member.module.css';
import { useMayChange } from './permissions.js';
import { RoleField } from './role-field.js';
import { useSourceName } from './source-name.js';

interface DetailsTabProps {
  readonly member: Member;
  readonly console: Console;
  readonly editing: Editing;
}

const LOCALES = ['en', 'de', 'fr', 'es', 'ja'] as const;

/** The record: as facts, and in edit as a form in which each field says who keeps it (console A16). */
export function DetailsTab({ member, console, editing }: DetailsTabProps): ReactNode {
  const { data } = useAttributes();
  const attributes = data?.attributes ?? [];
  if (!editing.isEditing)
    return <Facts member={member} console={console} attributes={attributes} />;
  return (
    <div className={classes['form']}>
      <LockNotice member={member} />
      <RoleField member={member} console={console} editing={editing} />
      <TextField member={member} editing={editing} field="name" />
      <div className={classes['pair']}>
        <TextField member={member} editing={editing} field="firstName" />
        <TextField member={member} editing={editing} field="lastName" />
      </div>
      <TextField member={member} editing={editing} field="email" />
      <LocaleField member={member} editing={editing} />
      {attributes.map((attribute) => (
        <AttributeField
          key={attribute.name}
          attribute={attribute}
          member={member}
          editing={editing}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  readonly member: Member;
  readonly editing: Editing;
}

/** Whether a field can be typed in, and the words of why not. */
function useLock(member: Member, field: string): { disabled: boolean; description?: string } {
  const { t } = useTranslation('panel');
  const source = useSourceName(member);
  const { data: me } = useMe();
  const mayWrite = useReach()('members:write') === 'any';
  const lack = useMayChange(member);
  if (isLocked(member, field)) return { disabled: true, description: t('lock.by', { source }) };
  const isOwn = me?.member.id === member.id;
  const isFree = isOwn ? mayWrite || !/^(email|attributes\.)/.test(field) : lack === undefined;
  return isFree ? { disabled: false } : { disabled: true, description: lack ?? t('lack.members') };
}

function lockIcon(disabled: boolean): { rightSection?: ReactNode } {
  return disabled ? { rightSection: <IconLock size={14} aria-hidden="true" /> } : {};
}

interface TextFieldProps extends FieldProps {
  readonly field: 'name' | 'firstName' | 'lastName' | 'email';
}

function TextField({ member, editing, field }: TextFieldProps): ReactNode {
  const { t } = useTranslation('panel');
  const lock = useLock(member, field);
  return (
    <TextInput
      label={t(`fields.${field}`)}
      {...lock}
      {...lockIcon(lock.disabled)}
      name={`member-${field === 'email' ? 'address' : field}`}
      autoComplete="off"
      data-1p-ignore
      value={String(editing.value(field) ?? '')}
      onChange={({ currentTarget: { value } }) =>
        editing.set(field, value === '' && field !== 'name' ? null : value)
      }
    />
  );
}

function LocaleField({ member, editing }: FieldProps): ReactNode {
  const { t, i18n } = useTranslation('panel');
  const lock = useLock(member, 'locale');
  const current = editing.value('locale');
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  const values = [...new Set([...LOCALES, ...(current === null ? [] : [String(current)])])];
  return (
    <Select
      label={t('fields.locale')}
      {...lock}
      placeholder={t('noLocale')}
      data={values.map((value) => ({ value, label: names.of(value) ?? value }))}
      value={current === null ? null : String(current)}
      onChange={(value) => value !== null && editing.set('locale', value)}
    />
  );
}

interface AttributeFieldProps extends FieldProps {
  readonly attribute: Attribute;
}

function AttributeField({ attribute, member, editing }: AttributeFieldProps): ReactNode {
  const field = `attributes.${attribute.name}`;
  const lock = useLock(member, field);
  const value = editing.value(field);
  const props = { label: attribute.title, ...lock, ...lockIcon(lock.disabled) };
  const name = `attribute-${attribute.name}`;
  if (attribute.type === 'boolean') {
    return (
      <Checkbox
        label={attribute.title}
        {...lock}
        checked={value === true}
        onChange={({ currentTarget: { checked } }) => editing.set(field, checked)}
      />
    );
  }
  if (attribute.type === 'choice') {
    return (
      <Select
        {...props}
        clearable
        data={[...(attribute.choices ?? [])]}
        value={value === null ? null : String(value)}
        onChange={(next) => editing.set(field, next)}
      />
    );
  }
  if (attribute.type === 'number') {
    return (
      <NumberInput
        {...props}
        name={name}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => editing.set(field, typeof next === 'number' ? next : null)}
      />
    );
  }
  return (
    <TextInput
      {...props}
      name={name}
      autoComplete="off"
      type={attribute.type === 'date' ? 'date' : 'text'}
      value={String(value ?? '')}
      onChange={({ currentTarget: { value: next } }) =>
        editing.set(field, next === '' ? null : next)
      }
    />
  );
}

interface FactsProps {
  readonly member: Member;
  readonly console: Console;
  readonly attributes: readonly Attribute[];
}

function Facts({ member, console, attributes }: FactsProps): ReactNode {
  const { t, i18n } = useTranslation('panel');
  const { firstName, lastName, locale, lastActiveOn } = member;
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  const roles = member.roles.map(
    (name) => console.roles.find((role) => role.name === name) ?? { title: name },
  );
  const given = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return (
    <>
      <LockNotice member={member} />
      <dl className="facts">
        <dt>{t('fields.roles')}</dt>
        <dd>{roles.map((role) => titleOf(role)).join(', ')}</dd>
        {given !== '' && (
          <>
            <dt>{t('fields.names')}</dt>
            <dd>
              <bdi>{given}</bdi>
            </dd>
          </>
        )}
        <dt>{t('fields.locale')}</dt>
        <dd>
          {locale === undefined ? <span className="muted">{t('noLocale')}</span> : names.of(locale)}
        </dd>
        {attributes.map(({ name, title }) => (
          <AttributeFact key={name} title={title} value={member.attributes[name]} />
        ))}
        <dt>{t('fields.source')}</dt>
        <dd>{t(`source.${member.source}`)}</dd>
        <dt>{t('fields.lastActive')}</dt>
        <dd>{lastActiveOn === undefined ? t('never') : <Day on={lastActiveOn} />}</dd>
        <dt>{t('fields.since')}</dt>
        <dd>
          <Time at={member.createdAt} day />
        </dd>
      </dl>
    </>
  );
}

interface AttributeFactProps {
  readonly title: string;
  readonly value: Member['attributes'][string] | undefined;
}

function AttributeFact({ title, value }: AttributeFactProps): ReactNode {
  const { t } = useTranslation('panel');
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {value === undefined ? (
          <span className="muted">{t('nothing')}</span>
        ) : (
          <>
            <bdi>
              {typeof value.value === 'boolean'
                ? value.value
                  ? t('yes')
                  : t('no')
                : String(value.value)}
            </bdi>
            {value.source !== 'manual' && (
              <small className="muted"> · {t(`attributeSource.${value.source}`)}</small>
            )}
          </>
        )}
      </dd>
    </>
  );
}
