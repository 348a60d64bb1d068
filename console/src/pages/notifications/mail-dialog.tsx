import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Dialog } from '../../parts/dialog.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import {
  mayCancel,
  mayRetry,
  TONES,
  useTemplateWords,
  type Mail,
} from '../../patterns/mails/index.js';
import classes from './notifications.module.css';
import { useMailActions } from './use-mail-actions.js';

interface MailDialogProps {
  readonly mailId: string;
  readonly onClose: () => void;
}

/** One mail at an address of its own: to whom, when, what became of it and why. */
export function MailDialog({ mailId, onClose }: MailDialogProps): ReactNode {
  const { t } = useTranslation(['notifications', 'frame']);
  const organizationId = useOrganizationId();
  const mail = useQuery({
    queryKey: keyOf(organizationId, 'mails', 'one', mailId),
    queryFn: () => server.getMail({ params: { organizationId, mailId } }),
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={t('notifications:outbox.mail')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Region query={mail}>
        {(found) => (
          <>
            <Facts mail={found} />
            <Actions mail={found} />
          </>
        )}
      </Region>
    </Dialog>
  );
}

function Facts({ mail }: { readonly mail: Mail }): ReactNode {
  const { t } = useTranslation('notifications');
  const wordsOf = useTemplateWords();
  const { to, toName, template, status, attempts, locale, messageId, error } = mail;
  const times = [
    ['createdAt', mail.createdAt],
    ['dueAt', mail.dueAt],
    ['sentAt', mail.sentAt],
  ] as const;
  return (
    <>
      <dl className="facts">
        <dt>{t('outbox.column.to')}</dt>
        <dd>
          <bdi>{toName === undefined ? to : `${toName} <${to}>`}</bdi>
        </dd>
        <dt>{t('outbox.column.status')}</dt>
        <dd>
          <Status tone={TONES[status]}>{t(`outbox.status.${status}`)}</Status>
        </dd>
        <dt>{t('outbox.column.template')}</dt>
        <dd>
          {wordsOf(template)} · <code>{template}</code>
          {locale !== undefined && ` · ${locale}`}
        </dd>
        {times.map(([name, at]) => at !== undefined && <Moment key={name} name={name} at={at} />)}
        <dt>{t('outbox.attempts')}</dt>
        <dd className="num">{attempts}</dd>
        <dt>{t('outbox.messageId')}</dt>
        <dd>
          <code>{messageId}</code>
        </dd>
      </dl>
      {error !== undefined && <p className={classes['problem']}>{error}</p>}
    </>
  );
}

function Moment({ name, at }: { readonly name: string; readonly at: string }): ReactNode {
  const { t } = useTranslation('notifications');
  return (
    <>
      <dt>{t(`outbox.${name}`)}</dt>
      <dd>
        <Time at={at} />
      </dd>
    </>
  );
}

function Actions({ mail }: { readonly mail: Mail }): ReactNode {
  const { t } = useTranslation('notifications');
  const actions = useMailActions();
  const reason = useReach()('notices:write') === 'any' ? undefined : t('mayNotWrite');
  return (
    <Group justify="flex-end" gap={8} mt={20}>
      {mayCancel(mail) && (
        <ReasonedButton
          variant="default"
          reason={reason}
          loading={actions.isBusy}
          onClick={() => actions.cancel(mail)}
        >
          {t('outbox.cancel')}
        </ReasonedButton>
      )}
      {mayRetry(mail) && (
        <ReasonedButton
          reason={reason}
          loading={actions.isBusy}
          onClick={() => actions.retry(mail)}
        >
          {mail.status === 'queued' ? t('outbox.now') : t('outbox.retry')}
        </ReasonedButton>
      )}
    </Group>
  );
}
