import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKeys } from '../../data/form-key.js';
import { useMe, useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { levelOf } from './matrix.js';

interface NewRoleProps {
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

interface Draft {
  readonly title: string;
  readonly description: string;
  readonly from: string | null;
}

/** A role of the organization's own. It starts with nothing, or with what another role permits and the person may give. */
export function NewRole({ roles, onClose }: NewRoleProps): ReactNode {
  const { t } = useTranslation('roles');
  const [draft, setDraft] = useState<Draft>({ title: '', description: '', from: null });
  const create = useCreate(roles, onClose);
  const problem = create.error ? problemOf(create.error) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!create.isPending) create.mutate(draft);
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('new')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t('form.title')}
          data-autofocus
          required
          autoComplete="off"
          name="role-title"
          value={draft.title}
          error={problem?.fields['title'] ?? problem?.fields['name']}
          onChange={({ currentTarget: { value } }) => setDraft({ ...draft, title: value })}
        />
        <Textarea
          mt={12}
          label={t('form.description')}
          autosize
          minRows={2}
          value={draft.description}
          onChange={({ currentTarget: { value } }) => setDraft({ ...draft, description: value })}
        />
        <Select
          mt={12}
          label={t('form.from')}
          description={t('form.fromText')}
          placeholder={t('form.fromNothing')}
          clearable
          limit={50}
          searchable={roles.length > 8}
          data={roles.map(({ name, title }) => ({ value: name, label: title }))}
          value={draft.from}
          onChange={(from) => setDraft({ ...draft, from })}
        />
        <FormError error={create.error} />
        <Group justify="flex-end" gap={8} mt={20}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={draft.title.trim() === ''}>
            {t('form.create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

/** One idempotency key for each opened form: a second click makes no second role (console C8). */
function useCreate(roles: readonly Role[], onDone: () => void) {
  const { t } = useTranslation('roles');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const held = useMe().data?.permissions ?? [];
  const keyFor = useFormKeys();
  return useMutation({
    mutationFn: ({ title, description, from }: Draft) => {
      const copied = roles.find(({ name }) => name === from)?.permissions ?? [];
      const body = {
        name: nameOf(title),
        title: title.trim(),
        permissions: copied.filter((one) => mayGive(held, one)),
        ...(description.trim() !== '' && { description: description.trim() }),
      };
      return server.createRole({
        params: { organizationId },
        body,
        idempotencyKey: keyFor(body),
      });
    },
    onSuccess: async ({ title }) => {
      await refresh('roles');
      announce({ text: t('form.created', { title }) });
      onDone();
    },
  });
}

function mayGive(held: readonly string[], permission: string): boolean {
  const level = levelOf(held, permission.replace(/:own$/, ''));
  return level === 'any' || (level === 'own' && permission.endsWith(':own'));
}

/** `Support, night shift` → `support-night-shift`; a title without such letters gets a name that says nothing. */
function nameOf(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  const name = plain
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
  if (name !== '') return name;
  const code = [...title].map((letter) => letter.codePointAt(0)?.toString(36) ?? '').join('');
  return `role-${code}`.slice(0, 40);
}
