import { Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { useFormKey } from '../../data/form-key.js';
import { keyOf, useMe, useOrganizationId } from '../../data/organization.js';
import { reachOf } from '../../data/permissions.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useUnsaved } from '../../data/unsaved.js';
import { Dialog } from '../../parts/dialog.js';
import { Region } from '../../parts/region.js';
import classes from './keys.module.css';

interface NewKeyProps {
  readonly onClose: () => void;
  /** the key, or undefined where the same request came twice and the key is not shown again */
  readonly onMade: (key: string | undefined) => void;
}

/** Days a key lasts; empty: until it is revoked. */
const LIVES = ['30', '90', '365', ''] as const;
const DAY_MS = 86_400_000;

/** Name, scopes and end of a new key. Nobody gives a key more than they may do themselves; the server asks the same. */
export function NewKey({ onClose, onMade }: NewKeyProps): ReactNode {
  const { t } = useTranslation('keys');
  const organizationId = useOrganizationId();
  const [input, setInput] = useState<KeyInput>({ name: '', days: '90', scopes: [] });
  const idempotencyKey = useFormKey();
  const make = useMutation({
    mutationFn: () =>
      server.createApiKey({ params: { organizationId }, body: bodyOf(input), idempotencyKey }),
    onSuccess: ({ key }) => onMade(key),
  });
  useUnsaved(input.name !== '' || input.scopes.length > 0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={t('new.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form onSubmit={submit} className={classes['form']} noValidate>
        <Fields input={input} onChange={setInput} error={make.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button
            type="submit"
            loading={make.isPending}
            disabled={input.name.trim() === '' || input.scopes.length === 0}
          >
            {t('new.make')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface KeyInput {
  readonly name: string;
  /** one of LIVES */
  readonly days: string;
  readonly scopes: readonly string[];
}

function bodyOf({ name, days, scopes }: KeyInput): Operations['createApiKey']['input']['body'] {
  const end = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
  return { name: name.trim(), scopes, ...(days !== '' && { expiresAt: end }) };
}

interface FieldsProps {
  readonly input: KeyInput;
  readonly onChange: (input: KeyInput) => void;
  readonly error: unknown;
}

function Fields({ input, onChange, error }: FieldsProps): ReactNode {
  const { t } = useTranslation('keys');
  const problem = error ? problemOf(error) : undefined;
  return (
    <>
      <TextInput
        label={t('new.name')}
        description={t('new.nameText')}
        name="key-label"
        autoComplete="off"
        data-autofocus
        value={input.name}
        onChange={({ currentTarget }) => onChange({ ...input, name: currentTarget.value })}
        error={problem?.fields['name']}
      />
      <Select
        label={t('new.life')}
        description={t('new.lifeText')}
        data={LIVES.map((value) => ({
          value,
          label: value === '' ? t('noEnd') : t('new.days', { count: Number(value) }),
        }))}
        value={input.days}
        onChange={(days) => onChange({ ...input, days: days ?? '' })}
      />
      <Scopes
        chosen={input.scopes}
        onChange={(scopes) => onChange({ ...input, scopes })}
        error={problem?.fields['scopes']}
      />
      {problem && Object.keys(problem.fields).length === 0 && (
        <p role="alert" className={classes['problem']}>
          {problem.detail}
        </p>
      )}
    </>
  );
}

interface ScopesProps {
  readonly chosen: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
  readonly error: string | undefined;
}

/** Areas with what a key may do in each: read, or read and change. What the person may not do themselves cannot be given. */
function Scopes({ chosen, onChange, error }: ScopesProps): ReactNode {
  const { t } = useTranslation('keys');
  const organizationId = useOrganizationId();
  const held = useMe().data?.permissions ?? [];
  const areas = useQuery({
    queryKey: keyOf(organizationId, 'permissions'),
    queryFn: () => server.listPermissions({ params: { organizationId } }),
    staleTime: 300_000,
  });
  const toggle = (scope: string, isOn: boolean): void =>
    onChange(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope));
  return (
    <fieldset className={classes['scopes']}>
      <legend>{t('new.scopes')}</legend>
      <p className="muted">{t('new.scopesText')}</p>
      {error !== undefined && (
        <p role="alert" className={classes['problem']}>
          {error}
        </p>
      )}
      <Region query={areas}>
        {({ items }) => (
          <ul>
            {items.map(({ area }) => (
              <li key={area}>
                <span>{t(`frame:area.${area}`, { defaultValue: area })}</span>
                {(['read', 'write'] as const).map((access) => {
                  const scope = `${area}:${access}`;
                  return (
                    <Checkbox
                      key={access}
                      label={t(`new.${access}`)}
                      aria-label={t(`new.${access}Of`, {
                        area: t(`frame:area.${area}`, { defaultValue: area }),
                      })}
                      checked={chosen.includes(scope)}
                      disabled={reachOf(held, scope) !== 'any'}
                      onChange={({ currentTarget }) => toggle(scope, currentTarget.checked)}
                    />
                  );
                })}
              </li>
            ))}
          </ul>
        )}
      </Region>
    </fieldset>
  );
}
