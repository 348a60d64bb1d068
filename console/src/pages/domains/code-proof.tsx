import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { FormError } from '../../parts/form-error.js';
import type { Domain } from './domain.js';

const MAILBOXES = ['postmaster', 'admin', 'administrator', 'hostmaster', 'webmaster'] as const;
type Mailbox = (typeof MAILBOXES)[number];

interface CodeProofProps {
  readonly domain: Domain;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** A code goes to a mailbox that only the domain's administrators read; typed in here, it proves the domain. */
export function CodeProof({ domain, onDone, onBack }: CodeProofProps): ReactNode {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const params = { organizationId, domainId: domain.id };
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: (mailbox: Mailbox) => server.sendDomainCode({ params, body: { mailbox } }),
    onSuccess: () => refresh('domains'),
  });
  const confirm = useMutation({
    mutationFn: () => server.confirmDomainCode({ params, body: { code: code.trim() } }),
    onSuccess: async () => {
      announce({ text: t('proof.done', { name: domain.name }) });
      await refresh('domains');
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() !== '' && !confirm.isPending) confirm.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <SendCode
        domain={domain}
        isBusy={send.isPending}
        onSend={(mailbox) => send.mutate(mailbox)}
      />
      {domain.emailProof && (
        <TextInput
          mt={14}
          label={t('code.code')}
          description={t('code.sent', { address: domain.emailProof.address })}
          inputMode="numeric"
          autoComplete="one-time-code"
          name="domain-code"
          maxLength={8}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
      )}
      <FormError error={send.error ?? confirm.error} />
      <Group justify="space-between" gap={8} mt={20}>
        <Button variant="subtle" px={0} onClick={onBack}>
          {t('code.back')}
        </Button>
        <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
          {t('code.confirm')}
        </Button>
      </Group>
    </form>
  );
}

interface SendCodeProps {
  readonly domain: Domain;
  readonly isBusy: boolean;
  readonly onSend: (mailbox: Mailbox) => void;
}

function SendCode({ domain, isBusy, onSend }: SendCodeProps): ReactNode {
  const { t } = useTranslation('domains');
  const [mailbox, setMailbox] = useState<Mailbox>('postmaster');
  return (
    <Group align="flex-end" gap={8}>
      <Select
        label={t('code.mailbox')}
        data={MAILBOXES.map((name) => ({ value: name, label: `${name}@${domain.name}` }))}
        renderOption={({ option }) => <bdi dir="ltr">{option.label}</bdi>}
        value={mailbox}
        onChange={(value) => {
          const found = MAILBOXES.find((name) => name === value);
          if (found) setMailbox(found);
        }}
      />
      <Button variant="default" loading={isBusy} onClick={() => onSend(mailbox)}>
        {t('code.send')}
      </Button>
    </Group>
  );
}
