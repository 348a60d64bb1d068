import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { server } from '../../data/server.js';
import { FactorDialog } from './factor-dialog.js';

export type BegunPasskey = Operations['beginPersonPasskey']['output'];

interface PasskeyDialogProps {
  readonly begun: BegunPasskey;
  readonly onMade: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

/** A name for the passkey; then the browser asks its own questions. */
export function PasskeyDialog({ begun, onMade, onClose }: PasskeyDialogProps): ReactNode {
  const { t } = useTranslation('me');
  const [name, setName] = useState('');
  const make = async () => {
    const response = await createPasskey(begun.options, (key) => t(`factors.passkey.${key}`));
    return server.confirmPersonPasskey({ body: { id: begun.id, name: name.trim(), response } });
  };
  return (
    <FactorDialog
      title={t('factors.passkey.title')}
      text={t('factors.passkey.text')}
      confirm={t('factors.passkey.make')}
      isReady={name.trim() !== ''}
      make={make}
      onMade={onMade}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('factors.passkey.name')}
        name="passkey-label"
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </FactorDialog>
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
