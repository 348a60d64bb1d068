import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useReach, type Organization } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Setting } from '../../parts/setting.js';
import { LeaveDialog, useLeavingReason } from '../../patterns/leave/index.js';
import classes from './settings.module.css';
import { regional } from '../../texts/regional.js';

/** What cannot be taken back by one click (console F4). */
export function DangerCard({ organization }: { readonly organization: Organization }): ReactNode {
  const { t } = useTranslation('settings');
  const [isAsked, setAsked] = useState(false);
  const isAllowed = useReach()('deletion:write') === 'any';
  return (
    <div className={classes['danger']}>
      <Card title={t('danger.title')}>
        {organization.personalOf === undefined && <Leave organization={organization} />}
        <Setting
          title={t('danger.delete')}
          text={isAllowed ? t('danger.deleteText') : t('danger.locked')}
        >
          {({ 'aria-describedby': describedBy }) => (
            <Button
              variant="default"
              className={classes['bad']}
              aria-describedby={describedBy}
              disabled={!isAllowed}
              onClick={() => setAsked(true)}
            >
              {t('danger.open')}
            </Button>
          )}
        </Setting>
      </Card>
      {isAsked && <Delete organization={organization} onClose={() => setAsked(false)} />}
    </div>
  );
}

/** For everybody: one's own way out (row 4.26). */
function Leave({ organization }: { readonly organization: Organization }): ReactNode {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const { id, name } = organization;
  const reason = useLeavingReason(id);
  return (
    <>
      <Setting title={t('danger.leave')} text={reason ?? t('danger.leaveText')}>
        {({ 'aria-describedby': describedBy }) => (
          <Button
            variant="default"
            className={classes['bad']}
            aria-describedby={describedBy}
            disabled={reason !== undefined}
            onClick={() => setAsked(true)}
          >
            {t('danger.leaveOpen')}
          </Button>
        )}
      </Setting>
      {isAsked && (
        <LeaveDialog
          id={id}
          name={name}
          onClose={() => setAsked(false)}
          onLeft={() => void navigate({ to: '/' })}
        />
      )}
    </>
  );
}

interface DeleteProps {
  readonly organization: Organization;
  readonly onClose: () => void;
}

function Delete({ organization, onClose }: DeleteProps): ReactNode {
  const { t } = useTranslation('settings');
  const [typed, setTyped] = useState('');
  const { name, slug } = organization;
  const remove = useDelete(organization, typed);
  return (
    <ConfirmDialog
      opened
      title={t('danger.ask', { name })}
      confirm={t('danger.open')}
      isDangerous
      isReady={typed === slug}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('danger.what')}</p>
      <ul className={classes['effects']}>
        <li>{t('danger.access')}</li>
        <li>{t('danger.keys')}</li>
        <li>{t('danger.grace')}</li>
        <li>{t('danger.mails')}</li>
      </ul>
      <TextInput
        label={t('danger.type', { slug })}
        name="confirmation"
        autoComplete="off"
        dir="ltr"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function useDelete(organization: Organization, confirmation: string) {
  const { t, i18n } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const params = { organizationId };
  const query = { confirmation };
  const seen = useSeen(organization, () => server.getOrganization({ params }));
  return useMutation({
    mutationFn: () => seen.act((ifMatch) => server.deleteOrganization({ params, query, ifMatch })),
    onSuccess: async ({ name, purgeAt }) => {
      const day = new Intl.DateTimeFormat(regional(i18n.language), { dateStyle: 'long' });
      const until = purgeAt === undefined ? '' : day.format(new Date(purgeAt));
      announce({ text: t('danger.done', { name, until }) });
      await client.invalidateQueries({ queryKey: ['own-organizations'] });
      await navigate({ to: '/' });
    },
  });
}
