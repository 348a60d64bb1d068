import { Button, Group, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKeys } from '../../data/form-key.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf, type ProblemView } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import type { Product } from './pools.js';

interface ProductFormProps {
  /** absent: a new one */
  readonly product?: Product;
  readonly onClose: () => void;
}

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly seats: number;
}

/** A product with as many seats as were bought. */
export function ProductForm({ product, onClose }: ProductFormProps): ReactNode {
  const { t } = useTranslation('seats');
  const [draft, setDraft] = useState<Draft>({
    name: product?.name ?? '',
    description: product?.description ?? '',
    seats: product?.seats ?? 10,
  });
  const save = useSave(product, onClose);
  const problem = save.error ? problemOf(save.error) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending && draft.name.trim() !== '') save.mutate(draft);
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={product ? t('form.change') : t('newProduct')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Fields draft={draft} problem={problem} onChange={setDraft} />
        <FormError error={save.error} beside={['name', 'key']} />
        <Group justify="flex-end" gap={8} mt={20}>
          <Button variant="default" onClick={onClose}>
            {t('frame:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={draft.name.trim() === ''}>
            {product ? t('form.save') : t('form.create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly problem: ProblemView | undefined;
  readonly onChange: (draft: Draft) => void;
}

function Fields({ draft, problem, onChange }: FieldsProps): ReactNode {
  const { t } = useTranslation('seats');
  return (
    <>
      <TextInput
        label={t('form.name')}
        data-autofocus
        required
        autoComplete="off"
        name="product-title"
        value={draft.name}
        error={problem?.fields['name'] ?? problem?.fields['key']}
        onChange={({ currentTarget: { value } }) => onChange({ ...draft, name: value })}
      />
      <NumberInput
        mt={12}
        label={t('form.seats')}
        description={t('form.seatsText')}
        min={0}
        max={10_000_000}
        allowDecimal={false}
        value={draft.seats}
        onChange={(seats) => onChange({ ...draft, seats: Number(seats) })}
      />
      <Textarea
        mt={12}
        label={t('form.description')}
        autosize
        minRows={2}
        value={draft.description}
        onChange={({ currentTarget: { value } }) => onChange({ ...draft, description: value })}
      />
    </>
  );
}

function useSave(product: Product | undefined, onDone: () => void) {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const keyFor = useFormKeys();
  const params = { organizationId, productId: product?.id ?? '' };
  const [opened] = useState(product);
  const seen = useSeen<Partial<Product>>(product ?? {}, () => server.getProduct({ params }));
  return useMutation({
    mutationFn: async ({ name, description, seats }: Draft) => {
      const text = description.trim();
      if (opened) {
        const changes = {
          ...(name.trim() !== opened.name && { name: name.trim() }),
          ...(seats !== opened.seats && { seats }),
          ...(text !== (opened.description ?? '') && { description: text === '' ? null : text }),
        };
        await seen.save(changes, (body, ifMatch) =>
          server.updateProduct({ params, body, ifMatch }),
        );
        return { name: name.trim() };
      }
      const body = {
        key: keyOfName(name),
        name: name.trim(),
        seats,
        ...(text !== '' && { description: text }),
      };
      return server.createProduct({
        params: { organizationId },
        body,
        idempotencyKey: keyFor(body),
      });
    },
    onSuccess: async ({ name }) => {
      await refresh('seats');
      announce({ text: t('form.done', { name }) });
      onDone();
    },
  });
}

/** `Drawing Suite` → `drawing-suite`; a name without such letters gets one that says nothing. */
function keyOfName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  if (plain !== '') return plain;
  const code = [...name].map((letter) => letter.codePointAt(0)?.toString(36) ?? '').join('');
  return `p${code}`.slice(0, 40);
}
