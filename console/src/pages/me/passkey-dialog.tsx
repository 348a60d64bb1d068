import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { FormError } from '../../parts/form-error.js';
import classes from './me.module.css';

export type BegunPasskey = Operations['beginPersonPasskey']['output'];

interface PasskeyDialogProps {
  readonly begun: BegunPasskey;
  readonly onMade: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

/** A name for the passkey; then the browser asks its own questions. */
export function PasskeyDialog({ begun, onMade, onClose }: PasskeyDialogProps): ReactNode {
  const { t } = useTranslation(['me', 'frame']);
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: async () => {
      const response = await createPasskey(begun.options, (key) => t(`me:factors.passkey.${key}`));
      return server.confirmPersonPasskey({ body: { id: begun.id, name: name.trim(), response } });
    },
    onSuccess: ({ codes }) => {
      announce({ text: t('me:factors.added') });
      onMade(codes);
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('me:factors.passkey.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !make.isPending) make.mutate();
        }}
      >
        <p className="muted">{t('me:factors.passkey.text')}</p>
        <TextInput
          data-autofocus
          label={t('me:factors.passkey.name')}
          name="passkey-label"
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <FormError error={make.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={name.trim() === ''}>
            {t('me:factors.passkey.make')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

type Words = (key: 'refused' | 'known' | 'unable') => string;

/** RegistrationResponseJSON (Web Authentication level 3), as text. Throws an Error with words for the person. */
async function createPasskey(options: BegunPasskey['options'], words: Words): Promise<string> {
  if (!('parseCreationOptionsFromJSON' in PublicKeyCredential)) throw new Error(words('unable'));
  const json = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const made = await navigator.credentials.create({ publicKey }).catch((error: unknown) => {
    const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
    throw new Error(words(isKnown ? 'known' : 'refused'), { cause: error });
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error(words('refused'));
  return JSON.stringify(made.toJSON());
}
