import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MusterError } from '@muster/client';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { CopyButton } from '../../parts/copy-button.js';
import { Dialog } from '../../parts/dialog.js';
import { CodeProof } from './code-proof.js';
import classes from './domains.module.css';
import type { Domain } from './domain.js';

interface DomainProofProps {
  readonly domain: Domain;
  readonly onClose: () => void;
}

/** The record to make at the DNS provider, each part to be copied, or a code in the mailbox of the domain's administrators. */
export function DomainProof({ domain, onClose }: DomainProofProps): ReactNode {
  const { t } = useTranslation('domains');
  const [isByCode, setByCode] = useState(domain.emailProof !== undefined);
  return (
    <Dialog
      opened
      onClose={onClose}
      size={560}
      title={t('proof.title', { name: domain.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      {isByCode ? (
        <CodeProof domain={domain} onDone={onClose} onBack={() => setByCode(false)} />
      ) : (
        <RecordProof domain={domain} onDone={onClose} onCode={() => setByCode(true)} />
      )}
    </Dialog>
  );
}

interface RecordProofProps {
  readonly domain: Domain;
  readonly onDone: () => void;
  readonly onCode: () => void;
}

function RecordProof({ domain, onDone, onCode }: RecordProofProps): ReactNode {
  const { t } = useTranslation('domains');
  const { type, name, text } = domain.record;
  const isProved = domain.status === 'verified';
  const verify = useVerify(domain, onDone);
  return (
    <>
      <p className="muted">{t('proof.text')}</p>
      <dl className={classes['record']}>
        <Part term={t('proof.type')} value={type} copy={t('proof.copyType')} />
        <Part term={t('proof.name')} value={name} copy={t('proof.copyName')} />
        <Part term={t('proof.value')} value={text} copy={t('proof.copyValue')} />
      </dl>
      <p className="muted">{t('proof.wait')}</p>
      {verify.error && <NotFound error={verify.error} />}
      <Group justify="space-between" gap={8} mt={20}>
        <Button variant="subtle" px={0} disabled={isProved} onClick={onCode}>
          {t('proof.byMail')}
        </Button>
        <Button loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('proof.look')}
        </Button>
      </Group>
    </>
  );
}

function useVerify({ id, name }: Domain, onDone: () => void) {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => server.verifyDomain({ params: { organizationId, domainId: id } }),
    onSuccess: async () => {
      announce({ text: t('proof.done', { name }) });
      await refresh('domains');
      onDone();
    },
  });
}

interface PartProps {
  readonly term: string;
  readonly value: string;
  readonly copy: string;
}

function Part({ term, value, copy }: PartProps): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton value={value} label={copy} />
      </dd>
    </div>
  );
}

/** What the look-up expected, and what it found instead. */
function NotFound({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('domains');
  const details = error instanceof MusterError ? error.problem.details : undefined;
  const found = details?.['found'];
  const texts = Array.isArray(found) ? found.map(String) : [];
  return (
    <div className={classes['problem']} role="alert">
      <p>{problemOf(error).detail}</p>
      <p>{texts.length === 0 ? t('proof.nothing') : t('proof.found')}</p>
      {texts.map((text) => (
        <code key={text}>{text}</code>
      ))}
    </div>
  );
}
