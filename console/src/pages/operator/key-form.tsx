import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { MusterClient } from '@muster/client';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { Card } from '../../parts/card.js';
import { clientOf } from './client.js';
import classes from './operator.module.css';

/** It is not a password that a browser would offer to keep. */
export function KeyForm({
  onOpen,
}: {
  readonly onOpen: (client: MusterClient) => void;
}): ReactNode {
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
