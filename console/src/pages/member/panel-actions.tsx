import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { refusalWords } from '../../texts/refusals.js';
import { useRemoval, type Member } from './member-data.js';
import classes from './member.module.css';
import { useMayChange } from './permissions.js';
import { RemoveDialog } from './remove-dialog.js';

/** What ends or stops a membership, at the end of the panel; removing is the last of them, apart from the rest (console F1). */
export function PanelActions({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('panel');
  const mayWrite = useReach()('members:write') === 'any';
  // one's own record is open to everybody, this is not
  const lack = useMayChange(member) ?? (mayWrite ? undefined : t('lack.members'));
  const removal = useRemoval(member.id, lack === undefined && member.status !== 'left');
  const [isRemoving, setRemoving] = useState(false);
  if (member.status === 'left') return null;
  const refused = removal.data?.refusal;
  const refusal = lack ?? (refused && refusalWords(refused));
  return (
    <footer className={classes['actions']}>
      {member.status === 'suspended' ? (
        <Restore member={member} reason={refusal} />
      ) : (
        <Suspend member={member} reason={refusal} />
      )}
      <span className={classes['space']} />
      <ReasonedButton
        variant="subtle"
        color="red"
        reason={refusal}
        onClick={() => setRemoving(true)}
      >
        {t('remove')}
      </ReasonedButton>
      {isRemoving && <RemoveDialog member={member} onClose={() => setRemoving(false)} />}
    </footer>
  );
}

interface ActionProps {
  readonly member: Member;
  readonly reason: string | undefined;
}

function useStanding(member: Member) {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const params = { organizationId: member.organizationId, memberId: member.id };
  const seen = useSeen(member, () => server.getMember({ params }));
  const send = (isSuspended: boolean, ifMatch?: string) => {
    const input = ifMatch === undefined ? { params } : { params, ifMatch };
    return isSuspended ? server.suspendMember(input) : server.restoreMember(input);
  };
  const run = async (isSuspended: boolean): Promise<void> => {
    await seen.act((ifMatch) => send(isSuspended, ifMatch));
    await refresh();
  };
  const fail = (error: unknown): void => {
    announce({ text: problemOf(error).detail, tone: 'bad' });
  };
  return useMutation({
    mutationFn: run,
    onSuccess: (_data, isSuspended) => {
      const name = member.name;
      // whatever else became of the person meanwhile stays as it is
      const takeBack = async (): Promise<void> => {
        await send(!isSuspended);
        await refresh();
      };
      const undo = (): void => void takeBack().catch(fail);
      const text = isSuspended ? t('suspending.done', { name }) : t('restoring.done', { name });
      announce({ text, action: { label: t('undo'), run: undo } });
    },
  });
}

function Suspend({ member, reason }: ActionProps): ReactNode {
  const { t } = useTranslation('panel');
  const [isAsking, setAsking] = useState(false);
  const change = useStanding(member);
  const close = (): void => setAsking(false);
  return (
    <>
      <ReasonedButton variant="default" reason={reason} onClick={() => setAsking(true)}>
        {t('suspend')}
      </ReasonedButton>
      <ConfirmDialog
        opened={isAsking}
        title={t('suspending.title', { name: member.name })}
        confirm={t('suspend')}
        isBusy={change.isPending}
        error={change.error}
        onClose={close}
        onConfirm={() => change.mutate(true, { onSuccess: close })}
      >
        <p className="muted">{t('suspending.text')}</p>
      </ConfirmDialog>
    </>
  );
}

function Restore({ member, reason }: ActionProps): ReactNode {
  const { t } = useTranslation('panel');
  const change = useStanding(member);
  return (
    <ReasonedButton
      variant="default"
      reason={reason}
      loading={change.isPending}
      onClick={() =>
        change.mutate(false, {
          onError: (error) => void announce({ text: problemOf(error).detail, tone: 'bad' }),
        })
      }
    >
      {t('restore')}
    </ReasonedButton>
  );
}
