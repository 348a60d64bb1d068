import { NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import type { Member } from './member-data.js';
import { useMayChange } from './permissions.js';

const HOURS = [1, 4, 8, 24, 72] as const;

interface UnlockButtonProps {
  readonly member: Member;
  readonly isOpen: boolean;
}

/** Unlocks for some hours with a reason that stands in the audit log, or ends that before its time. */
export function UnlockButton({ member, isOpen }: UnlockButtonProps): ReactNode {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const lack = useMayChange(member);
  const [isAsking, setAsking] = useState(false);
  const params = { organizationId: member.organizationId, memberId: member.id };
  const lock = useMutation({
    mutationFn: () => server.lockMember({ params, ifMatch: `"${member.version}"` }),
    onError: (error) => void announce({ text: problemOf(error).detail, tone: 'bad' }),
    onSettled: () => refresh(),
  });
  return (
    <>
      <ReasonedButton
        variant="subtle"
        size="compact-sm"
        reason={lack}
        loading={lock.isPending}
        onClick={() => (isOpen ? lock.mutate() : setAsking(true))}
      >
        {isOpen ? t('lock.end') : t('lock.unlock')}
      </ReasonedButton>
      {isAsking && <UnlockDialog member={member} onClose={() => setAsking(false)} />}
    </>
  );
}

interface UnlockDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

function UnlockDialog({ member, onClose }: UnlockDialogProps): ReactNode {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const [hours, setHours] = useState('1');
  const [reason, setReason] = useState('');
  const params = { organizationId: member.organizationId, memberId: member.id };
  const seen = useSeen(member, () => server.getMember({ params }));
  const body = { hours: Number(hours), reason: reason.trim() };
  const unlock = useMutation({
    mutationFn: () => seen.act((ifMatch) => server.unlockMember({ params, body, ifMatch })),
    onSuccess: async () => {
      onClose();
      await refresh();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('lock.ask', { name: member.name })}
      confirm={t('lock.unlock')}
      isBusy={unlock.isPending}
      isReady={reason.trim() !== ''}
      error={unlock.error}
      onConfirm={() => unlock.mutate()}
      onClose={onClose}
    >
      <p className="muted">{t('lock.effect')}</p>
      <NativeSelect
        label={t('lock.hours')}
        value={hours}
        data={HOURS.map((value) => ({
          value: String(value),
          label: t('lock.time', { count: value }),
        }))}
        onChange={({ currentTarget: { value } }) => setHours(value)}
      />
      <Textarea
        label={t('lock.reason')}
        description={t('lock.reasonText')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
    </ConfirmDialog>
  );
}
