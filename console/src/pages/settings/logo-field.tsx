import { Button, FileButton, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../app/organization-switcher.js';
import { useOrganizationId, type Organization } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import classes from './settings.module.css';
import { useTake } from './use-organization.js';

interface LogoFieldProps {
  readonly organization: Organization;
  readonly isEditable: boolean;
}

/** The logo is kept when it is chosen: the server makes it small first, and shows what it kept. */
export function LogoField({ organization, isEditable }: LogoFieldProps): ReactNode {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const take = useTake();
  const params = { organizationId };
  const change = useMutation({
    mutationFn: (file: File | null) =>
      file ? server.replaceLogo({ params, body: file }) : server.deleteLogo({ params }),
    onSuccess: async (saved) => {
      await take(saved);
      announce({ text: t('branding.logoSaved') });
    },
  });
  const { logo, name } = organization;
  return (
    <div>
      <span className={classes['label']}>{t('branding.logo')}</span>
      <div className={classes['logoRow']}>
        <Logo name={name} url={logo?.url} />
        <Group gap={8}>
          <FileButton
            accept="image/png,image/jpeg,image/webp"
            inputProps={{ 'aria-label': t('branding.choose') }}
            onChange={(file) => file && change.mutate(file)}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={change.isPending}
                disabled={!isEditable}
              >
                {t('branding.choose')}
              </Button>
            )}
          </FileButton>
          {logo && (
            <Button
              variant="subtle"
              disabled={!isEditable || change.isPending}
              onClick={() => change.mutate(null)}
            >
              {t('branding.remove')}
            </Button>
          )}
        </Group>
      </div>
      <p className={classes['hint']}>{t('branding.logoText')}</p>
      {change.error && (
        <p role="alert" className={classes['error']}>
          {problemOf(change.error).detail}
        </p>
      )}
    </div>
  );
}
