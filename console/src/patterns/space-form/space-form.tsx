import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { useFormKeys } from '../../data/form-key.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';

export type Space = Operations['getSpace']['output'];

interface SpaceFormProps {
  /** absent: a new one */
  readonly space?: Space;
  readonly onClose: () => void;
}

/** Makes a space, or changes its name and description. */
export function SpaceForm({ space, onClose }: SpaceFormProps): ReactNode {
  const { t } = useTranslation('spaces');
  const [name, setName] = useState(space?.name ?? '');
  const [description, setDescription] = useState(space?.description ?? '');
  const save = useSave(space, onClose);
  const problem = save.error ? problemOf(save.error) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending && name.trim() !== '') save.mutate({ name, description });
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={space ? t('form.change') : t('new')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t('name')}
          data-autofocus
          required
          autoComplete="off"
          name="space-title"
          value={name}
          error={problem?.fields['name']}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Textarea
          mt={12}
          label={t('description')}
          autosize
          minRows={2}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        <FormError error={save.error} beside={['name']} />
        <Group justify="flex-end" gap={8} mt={20}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {space ? t('form.save') : t('form.create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface Draft {
  readonly name: string;
  readonly description: string;
}

function useSave(space: Space | undefined, onDone: () => void) {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const keyFor = useFormKeys();
  const params = { organizationId, spaceId: space?.id ?? '' };
  const [opened] = useState(space);
  const seen = useSeen<Partial<Space>>(space ?? {}, () => server.getSpace({ params }));
  return useMutation({
    mutationFn: async ({ name, description }: Draft) => {
      const text = description.trim();
      if (opened) {
        const changes = {
          ...(name.trim() !== opened.name && { name: name.trim() }),
          ...(text !== (opened.description ?? '') && { description: text === '' ? null : text }),
        };
        await seen.save(changes, (body, ifMatch) => server.updateSpace({ params, body, ifMatch }));
        return { name: name.trim() };
      }
      const body = { name: name.trim(), ...(text !== '' && { description: text }) };
      return server.createSpace({
        params: { organizationId },
        body,
        idempotencyKey: keyFor(body),
      });
    },
    onSuccess: async ({ name }) => {
      await refresh('spaces');
      announce({ text: t('form.done', { name }) });
      onDone();
    },
  });
}
