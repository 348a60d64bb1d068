import { Select, TextInput } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../data/organization.js';
import { serverPage } from '../../data/server.js';
import { CopyButton } from '../../parts/copy-button.js';
import { LANGUAGES } from '../../texts/index.js';
import { FormCard } from './form-card.js';
import classes from './settings.module.css';
import { useForm } from './use-form.js';

interface GeneralCardProps {
  readonly organization: Organization;
  readonly isEditable: boolean;
}

/** Name, language and time zone. */
export function GeneralCard({ organization, isEditable }: GeneralCardProps): ReactNode {
  const { t, i18n } = useTranslation('settings');
  const form = useForm(organization);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const names = new Intl.DisplayNames([i18n.language], { type: 'language' });
  return (
    <FormCard title={t('general.title')} text={t('general.text')} form={form}>
      <div className={classes['fields']}>
        <TextInput
          label={t('field.name')}
          name="organization"
          autoComplete="off"
          disabled={!isEditable}
          value={form.value('name')}
          error={form.problem?.fields['name']}
          onChange={(event) => form.set('name', event.currentTarget.value)}
        />
        <TextInput
          label={t('general.slug')}
          value={organization.slug}
          readOnly
          dir="ltr"
          inputWrapperOrder={['label', 'input', 'description']}
          description={t('general.slugText')}
        />
        <SignInAddress slug={organization.slug} />
        <Select
          label={t('field.locale')}
          disabled={!isEditable}
          data={[
            { value: '', label: t('default') },
            ...LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value })),
          ]}
          value={form.value('locale')}
          onChange={(value) => form.set('locale', value ?? '')}
        />
        <Select
          label={t('field.timeZone')}
          disabled={!isEditable}
          searchable
          clearable
          limit={50}
          placeholder="UTC"
          nothingFoundMessage={t('general.noZone')}
          clearButtonProps={{ 'aria-label': t('general.clearZone') }}
          data={zones}
          value={form.value('timeZone') || null}
          onChange={(value) => form.set('timeZone', value ?? '')}
        />
      </div>
    </FormCard>
  );
}

/** Where the people of the organization sign in: a page of its own, with its name, its colors and its ways. */
function SignInAddress({ slug }: { readonly slug: string }): ReactNode {
  const { t } = useTranslation('settings');
  const address = location.origin + serverPage('/sign-in', { organization: slug });
  return (
    <TextInput
      label={t('general.signIn')}
      value={address}
      readOnly
      attributes={{ input: { dir: 'ltr' } }}
      inputWrapperOrder={['label', 'input', 'description']}
      description={
        <a className={classes['open']} href={address}>
          {t('general.signInText')}
        </a>
      }
      rightSection={<CopyButton value={address} label={t('general.copySignIn')} />}
    />
  );
}
