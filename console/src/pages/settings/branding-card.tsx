import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../data/organization.js';
import { ColorField } from './color-field.js';
import { FormCard } from './form-card.js';
import { LogoField } from './logo-field.js';
import { BrandingPreview } from './branding-preview.js';
import classes from './settings.module.css';
import { useForm } from './use-form.js';

interface BrandingCardProps {
  readonly organization: Organization;
  readonly isEditable: boolean;
}

/** Logo, colour and help, with how an invitation looks beside them while they are chosen. */
export function BrandingCard({ organization, isEditable }: BrandingCardProps): ReactNode {
  const { t } = useTranslation('settings');
  const form = useForm(organization);
  const color = form.value('branding.color');
  return (
    <FormCard title={t('branding.title')} text={t('branding.text')} form={form}>
      <div className={classes['sides']}>
        <div className={classes['fields']}>
          <LogoField organization={organization} isEditable={isEditable} />
          <ColorField
            label={t('field.branding.color')}
            disabled={!isEditable}
            value={color}
            error={form.problem?.fields['branding.color']}
            onChange={(value) => form.set('branding.color', value)}
          />
          <TextInput
            label={t('field.branding.supportUrl')}
            name="help-address"
            autoComplete="off"
            disabled={!isEditable}
            dir="ltr"
            placeholder="https://"
            value={form.value('branding.supportUrl')}
            error={form.problem?.fields['branding.supportUrl']}
            onChange={(event) => form.set('branding.supportUrl', event.currentTarget.value)}
          />
        </div>
        <BrandingPreview
          name={organization.name}
          logo={organization.logo?.url}
          color={color}
          hasHelp={form.value('branding.supportUrl') !== ''}
        />
      </div>
    </FormCard>
  );
}
