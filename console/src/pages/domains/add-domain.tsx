import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKeys } from '../../data/form-key.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';

interface AddDomainProps {
  readonly onClose: () => void;
  /** the proof comes next */
  readonly onAdded: (id: string) => void;
}

/** Claims a domain. It opens nothing before it is proved. */
export function AddDomain({ onClose, onAdded }: AddDomainProps): ReactNode {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const keyFor = useFormKeys();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => {
      const body = { name: name.trim().toLowerCase() };
      return server.addDomain({
        params: { organizationId },
        body,
        idempotencyKey: keyFor(body),
      });
    },
    onSuccess: async ({ id }) => {
      await refresh('domains');
      onClose();
      onAdded(id);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!add.isPending && name.trim() !== '') add.mutate();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('add')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t('name')}
          description={t('nameText')}
          placeholder="example.com"
          data-autofocus
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          name="mail-domain"
          value={name}
          error={add.error ? problemOf(add.error).fields['name'] : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <FormError error={add.error} />
        <Group justify="flex-end" gap={8} mt={20}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
            {t('next')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
