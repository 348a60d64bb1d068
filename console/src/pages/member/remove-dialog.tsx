import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRefresh } from '../../data/organization.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Region } from '../../parts/region.js';
import {
  DepartureLine,
  DepartureList,
  useRemoveOne,
  useUndo,
} from '../../patterns/member-changes/index.js';
import { Successor } from '../../patterns/successor/index.js';
import { useRemoval, type Member, type Removal } from './member-data.js';

interface RemoveDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

/** Names the person, what goes with them and what stays, and who takes over what they own (console A17). */
export function RemoveDialog({ member, onClose }: RemoveDialogProps): ReactNode {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const removal = useRemoval(member.id, true);
  const [successor, setSuccessor] = useState<string | null>(null);
  const removeOne = useRemoveOne();
  const undoOf = useUndo();
  const remove = useMutation({
    mutationFn: () =>
      removeOne({
        memberId: member.id,
        ...(successor !== null && { successorMemberId: successor }),
      }),
    onSuccess: async (change) => {
      onClose();
      // the removal is done; this is its inverse, with rights of its own, within ten minutes
      const undo = undoOf(change);
      announce({
        text: t('removing.done', { name: member.name }),
        ...(undo && { action: { label: t('undo'), run: () => void undo() } }),
      });
      await refresh();
      document.getElementById('member-name')?.focus();
    },
  });
  return (
    <ConfirmDialog
      opened
      isDangerous
      title={t('removing.title', { name: member.name })}
      confirm={t('removing.confirm')}
      isBusy={remove.isPending}
      isReady={removal.data !== undefined && removal.data.refusal === undefined}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <p className="muted">{t('removing.text')}</p>
      <Region query={removal} lines={3}>
        {(effects) => <Effects effects={effects} />}
      </Region>
      <Successor without={[member.id]} value={successor} onChange={setSuccessor} />
    </ConfirmDialog>
  );
}

function Effects({ effects }: { readonly effects: Removal }): ReactNode {
  const { t } = useTranslation(['panel', 'changes']);
  const { seats, spaces } = effects;
  const held = seats.filter(({ status }) => status === 'assigned' || status === 'held');
  const asked = seats.filter(({ status }) => status === 'requested' || status === 'queued');
  return (
    <DepartureList departure={effects}>
      <DepartureLine
        title={t('panel:removing.seats', { count: held.length })}
        names={held.map(({ product }) => product)}
      />
      <DepartureLine
        title={t('changes:departure.requests', { count: asked.length })}
        names={asked.map(({ product }) => product)}
      />
      <DepartureLine
        title={t('panel:removing.spaces', { count: spaces.length })}
        names={spaces.map(({ space }) => space)}
      />
    </DepartureList>
  );
}
