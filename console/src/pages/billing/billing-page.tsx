import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { FormError } from '../../parts/form-error.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import classes from './billing.module.css';

type Billing = Operations['getBilling']['output'];

/** Who gets invoices and questions about them. */
export function BillingPage(): ReactNode {
  const { t } = useTranslation('billing');
  const organizationId = useOrganizationId();
  const billing = useQuery({
    queryKey: keyOf(organizationId, 'billing'),
    queryFn: () => server.getBilling({ params: { organizationId } }),
  });
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Card title={t('contacts')} text={t('contactsText')}>
        <Region query={billing} lines={3}>
          {(read) => <Contacts key={read.contacts.join(' ')} before={read.contacts} />}
        </Region>
      </Card>
    </>
  );
}

/** Addresses are collected and saved together; who was there before can be put back. */
function Contacts({ before }: { readonly before: Billing['contacts'] }): ReactNode {
  const { t } = useTranslation('billing');
  const [contacts, setContacts] = useState(before);
  const [typed, setTyped] = useState('');
  const mayNot = useReach()('billing:write') === 'any' ? undefined : t('mayNot');
  const isDirty = contacts.join(' ') !== before.join(' ');
  const save = useSave(before);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const email = typed.trim().toLowerCase();
    if (email === '') return;
    if (!contacts.includes(email)) setContacts([...contacts, email]);
    setTyped('');
  };
  const drop = (email: string): void => setContacts(contacts.filter((one) => one !== email));
  return (
    <div className={classes['contacts']}>
      {contacts.length === 0 && <p className="muted">{t('none')}</p>}
      <ul>
        {contacts.map((email) => (
          <Contact key={email} email={email} isNew={!before.includes(email)} onDrop={drop} />
        ))}
      </ul>
      <form onSubmit={add} className={classes['add']} noValidate>
        <TextInput
          type="email"
          label={t('address')}
          autoComplete="off"
          name="billing-contact"
          disabled={mayNot !== undefined}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={typed.trim() === ''}>
          {t('add')}
        </Button>
      </form>
      <FormError error={save.error} />
      <Group gap={8} mt={16}>
        <ReasonedButton
          reason={mayNot}
          loading={save.isPending}
          disabled={!isDirty && mayNot === undefined}
          onClick={() => save.mutate(contacts)}
        >
          {t('save')}
        </ReasonedButton>
        {isDirty && (
          <Button variant="default" onClick={() => setContacts(before)}>
            {t('discard')}
          </Button>
        )}
      </Group>
      <LeaveDialog isDirty={isDirty && !save.isSuccess} />
    </div>
  );
}

interface ContactProps {
  readonly email: string;
  readonly isNew: boolean;
  readonly onDrop: (email: string) => void;
}

function Contact({ email, isNew, onDrop }: ContactProps): ReactNode {
  const { t } = useTranslation('billing');
  return (
    <li>
      <bdi dir="ltr">{email}</bdi>
      {isNew && <small>{t('new')}</small>}
      <ActionIcon aria-label={t('drop', { email })} size={28} onClick={() => onDrop(email)}>
        <IconX size={15} />
      </ActionIcon>
    </li>
  );
}

function useSave(before: Billing['contacts']) {
  const { t } = useTranslation('billing');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const params = { organizationId };
  /** Addresses are put in and taken out of what is there now: what somebody else has added meanwhile stays. */
  const send = async (from: Billing['contacts'], to: Billing['contacts']): Promise<Billing> => {
    const now = (await server.getBilling({ params })).contacts.filter(
      (email) => to.includes(email) || !from.includes(email),
    );
    const contacts = [...now, ...to.filter((email) => !now.includes(email))];
    return server.updateBilling({ params, body: { contacts } });
  };
  const undo = (after: Billing['contacts']): void => {
    send(after, before).then(
      () => refresh('billing'),
      (error: unknown) => announce({ text: problemOf(error).detail, tone: 'bad' }),
    );
  };
  return useMutation({
    mutationFn: (contacts: Billing['contacts']) => send(before, contacts),
    onSuccess: async (_saved, contacts) => {
      announce({ text: t('saved'), action: { label: t('undo'), run: () => undo(contacts) } });
      await refresh('billing');
    },
  });
}
