import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import type { Mail } from '../../patterns/mails/index.js';

export interface MailActions {
  readonly isBusy: boolean;
  retry(mail: Mail): void;
  cancel(mail: Mail): void;
}

/** Sending again and taking back. What waited in the queue comes back into it by Undo; a line of a summary would be a mail of its own. */
export function useMailActions(): MailActions {
  const { t } = useTranslation('notifications');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const onError = (error: unknown): void => {
    announce({ text: problemOf(error).detail, tone: 'bad' });
  };
  const onSettled = (): Promise<void> => refresh('mails');
  const call = (mail: Mail) => ({ params: { organizationId, mailId: mail.id } });
  const retry = useMutation({
    mutationFn: (mail: Mail) => server.retryMail(call(mail)),
    onSuccess: ({ to }) => void announce({ text: t('outbox.retried', { to }) }),
    onError,
    onSettled,
  });
  const cancel = useMutation({
    mutationFn: (mail: Mail) => server.cancelMail(call(mail)),
    onSuccess: ({ to }, mail) => {
      const undo = { label: t('save.undo'), run: () => retry.mutate(mail) };
      announce({
        text: t('outbox.cancelled', { to }),
        ...(mail.status === 'queued' && { action: undo }),
      });
    },
    onError,
    onSettled,
  });
  return {
    isBusy: retry.isPending || cancel.isPending,
    retry: (mail) => retry.mutate(mail),
    cancel: (mail) => cancel.mutate(mail),
  };
}
