import { NumberInput, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../data/organization.js';
import { Setting } from '../../parts/setting.js';
import { FormCard } from './form-card.js';
import classes from './settings.module.css';
import { useForm, type Form } from './use-form.js';

/** Policy → its choices, and which of them holds where nothing is said; '' where that is the product's matter. */
const CHOICES = {
  joinRequests: { values: ['open', 'domains', 'closed'], byItself: '' },
  inviteDomains: { values: ['any', 'verified'], byItself: 'any' },
  guests: { values: ['allowed', 'refused'], byItself: 'allowed' },
  inviterGone: { values: ['keep', 'revoke'], byItself: 'keep' },
  invitedSeats: { values: ['reserved', 'unreserved'], byItself: 'reserved' },
  reminders: { values: ['true', 'false'], byItself: 'true' },
  selfRemoval: { values: ['allowed', 'refused'], byItself: '' },
  emailCode: { values: ['allowed', 'refused'], byItself: 'allowed' },
  passkey: { values: ['allowed', 'refused'], byItself: '' },
} as const;

const NUMBERS = {
  journalDays: { min: 1, max: 3_660 },
  massChangePercent: { min: 1, max: 50 },
  massChangePeople: { min: 1, max: 1_000 },
} as const;

const GROUPS = [
  [
    'joining',
    ['joinRequests', 'inviteDomains', 'guests', 'inviterGone', 'invitedSeats', 'reminders'],
  ],
  ['entering', ['emailCode', 'passkey', 'selfRemoval']],
] as const satisfies readonly (readonly [string, readonly (keyof typeof CHOICES)[]])[];

interface PoliciesCardProps {
  readonly organization: Organization;
  readonly isEditable: boolean;
}

/** Each rule with what it does, in one sentence; without a choice the default holds, and is named. */
export function PoliciesCard({ organization, isEditable }: PoliciesCardProps): ReactNode {
  const { t } = useTranslation('settings');
  const form = useForm(organization);
  return (
    <FormCard title={t('policies.title')} text={t('policies.text')} form={form}>
      {GROUPS.map(([group, names]) => (
        <section key={group} className={classes['group']}>
          <h3>{t(`policies.${group}`)}</h3>
          {names.map((name) => (
            <Choice key={name} name={name} form={form} isEditable={isEditable} />
          ))}
        </section>
      ))}
      <section className={classes['group']}>
        <h3>{t('policies.keeping')}</h3>
        {(['journalDays', 'massChangePercent', 'massChangePeople'] as const).map((name) => (
          <Amount key={name} name={name} form={form} isEditable={isEditable} />
        ))}
      </section>
    </FormCard>
  );
}

interface FieldProps<T> {
  readonly name: T;
  readonly form: Form;
  readonly isEditable: boolean;
}

function Choice({ name, form, isEditable }: FieldProps<keyof typeof CHOICES>): ReactNode {
  const { t } = useTranslation('settings');
  const { values, byItself } = CHOICES[name];
  const words = (value: string): string => t(`policies.${name}.${value}`);
  const none = byItself === '' ? t('default') : t('defaultIs', { value: words(byItself) });
  return (
    <Setting title={t(`field.policies.${name}`)} text={t(`policies.${name}.text`)}>
      {(names) => (
        <Select
          {...names}
          w={250}
          disabled={!isEditable}
          data={[
            { value: '', label: none },
            ...values.map((value) => ({ value, label: words(value) })),
          ]}
          value={form.value(`policies.${name}`)}
          onChange={(value) => form.set(`policies.${name}`, value ?? '')}
        />
      )}
    </Setting>
  );
}

function Amount({ name, form, isEditable }: FieldProps<keyof typeof NUMBERS>): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Setting title={t(`field.policies.${name}`)} text={t(`policies.${name}.text`)}>
      {(names) => (
        <NumberInput
          {...names}
          {...NUMBERS[name]}
          w={250}
          disabled={!isEditable}
          allowDecimal={false}
          clampBehavior="strict"
          placeholder={t('default')}
          value={form.value(`policies.${name}`)}
          error={form.problem?.fields[`policies.${name}`]}
          onChange={(value) => form.set(`policies.${name}`, String(value))}
        />
      )}
    </Setting>
  );
}
