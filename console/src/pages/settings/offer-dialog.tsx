import { Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { useMe, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Picker, type Choice } from '../../patterns/picker/picker.js';
import { findMembers, othersThan } from '../../patterns/picker/sources.js';
import { useFormKey } from '../../data/form-key.js';

const LEAVE = '';

/** To whom, and what becomes of the one who gives: another role, or the way out. */
export function OfferDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const key = useFormKey();
  const me = useMe().data?.member.id;
  const shown = useConsole().data;
  const roles = shown?.roles.filter(
    ({ standing, elevation }) => standing !== 'owner' && !elevation,
  );
  const [member, setMember] = useState<Choice>();
  const [role, setRole] = useState(roles?.[0]?.name ?? LEAVE);
  const offer = useMutation({
    mutationFn: () =>
      server.offerOwnership({
        params: { organizationId },
        body: { toMemberId: member?.id ?? '', roleAfter: role === LEAVE ? null : role },
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
      isReady={member !== undefined}
      isBusy={offer.isPending}
      error={offer.error}
      onConfirm={() => offer.mutate()}
      onClose={onClose}
    >
      <Picker
        label={t('ownership.to')}
        name="members"
        isSingle
        value={member ? [member] : []}
        onChange={([one]) => setMember(one)}
        find={othersThan(me, findMembers(organizationId))}
      />
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
