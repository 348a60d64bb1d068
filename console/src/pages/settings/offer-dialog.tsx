import { Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { keyOf, useMe, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { useFormKey } from '../../data/form-key.js';

const LEAVE = '';

/** To whom, and what becomes of the one who gives: another role, or the way out. */
export function OfferDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const key = useFormKey();
  const shown = useConsole().data;
  const roles = shown?.roles.filter(
    ({ standing, elevation }) => standing !== 'owner' && !elevation,
  );
  const [memberId, setMemberId] = useState<string | null>(null);
  const [role, setRole] = useState(roles?.[0]?.name ?? LEAVE);
  const offer = useMutation({
    mutationFn: () =>
      server.offerOwnership({
        params: { organizationId },
        body: { toMemberId: memberId ?? '', roleAfter: role === LEAVE ? null : role },
        idempotencyKey: key,
      }),
    onSuccess: async () => {
      onClose();
      announce({ text: t('ownership.offered') });
      await refresh('ownership');
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('ownership.ask')}
      confirm={t('ownership.open')}
      isReady={memberId !== null}
      isBusy={offer.isPending}
      error={offer.error}
      onConfirm={() => offer.mutate()}
      onClose={onClose}
    >
      <MemberSelect value={memberId} onChange={setMemberId} />
      <Select
        label={t('ownership.after')}
        data={[
          ...(roles ?? []).map(({ name, title, titles }) => ({
            value: name,
            label: titleOf({ title, ...(titles && { titles }) }),
          })),
          { value: LEAVE, label: t('ownership.leave') },
        ]}
        value={role}
        onChange={(value) => setRole(value ?? LEAVE)}
      />
      <p className="muted">{t('ownership.how')}</p>
    </ConfirmDialog>
  );
}

interface MemberSelectProps {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** The server searches; a pause in typing is one request. */
function MemberSelect({ value, onChange }: MemberSelectProps): ReactNode {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const me = useMe().data?.member.id;
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'members', 'offer', q),
    queryFn: () =>
      server.listMembers({
        params: { organizationId },
        query: { limit: 20, state: 'active', ...(q !== '' && { q }) },
      }),
    placeholderData: (former) => former,
  });
  const found = (data?.items ?? []).flatMap((row) =>
    row.kind === 'member' && row.id !== me ? [row] : [],
  );
  return (
    <Select
      label={t('ownership.to')}
      searchable
      name="offered-to"
      autoComplete="off"
      nothingFoundMessage={t('ownership.nobody')}
      filter={({ options }) => options}
      data={found.map(({ id, name, email }) => ({
        value: id,
        label: email === undefined ? name : `${name} · ${email}`,
      }))}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
    />
  );
}
