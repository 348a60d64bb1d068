import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { createClient, type MusterClient } from '@muster/client';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { BASE } from '../../data/server.js';
import { Brand } from '../../app/header.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import classes from './operator.module.css';
import { OrganizationTable } from './organization-table.js';

/**
 * For whoever runs this server. The key is typed in, stays in the memory of this tab and is gone with it: nothing keeps it, and it is not
 * a password that a browser would offer to keep.
 */
export function OperatorPage(): ReactNode {
  const { t } = useTranslation('operator');
  const [client, setClient] = useState<MusterClient>();
  return (
    <main className={classes['page']} id="page">
      <Brand />
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        {client && (
          <Button variant="default" onClick={() => setClient(undefined)}>
            {t('forget')}
          </Button>
        )}
      </PageHeader>
      {client ? <OrganizationTable client={client} /> : <KeyForm onOpen={setClient} />}
    </main>
  );
}

function KeyForm({ onOpen }: { readonly onOpen: (client: MusterClient) => void }): ReactNode {
  const { t } = useTranslation('operator');
  const [typed, setTyped] = useState('');
  useEffect(() => () => setTyped(''), []);
  const open = useMutation({
    mutationFn: async (key: string) => {
      const client = clientOf(key);
      await client.listOrganizations({ query: { limit: 1 } });
      return client;
    },
    onSuccess: onOpen,
  });
  return (
    <Card>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate(typed.trim());
        }}
      >
        <TextInput
          label={t('key')}
          description={t('keyText')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          name="operator-key"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          data-autofocus
          classNames={{ input: classes['secret'] ?? '' }}
          value={typed}
          error={open.error ? problemOf(open.error).detail : undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" loading={open.isPending} disabled={typed.trim() === ''}>
          {t('open')}
        </Button>
      </form>
    </Card>
  );
}

/** Without the cookie of whoever has signed in here: the key alone decides. */
function clientOf(key: string): MusterClient {
  return createClient({
    url: location.origin + BASE,
    key,
    retries: 1,
    fetch: (input, init) => fetch(input, { ...init, credentials: 'omit' }),
  });
}
