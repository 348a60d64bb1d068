import { Select, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKey } from '../../data/form-key.js';
import { titleOf, useConsole } from '../../data/console.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import classes from './people.module.css';

export interface Decision {
  readonly decision: 'approve' | 'deny';
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    /** of a request that is decided by itself: who asks, and what they wrote */
    readonly email?: string;
    readonly message?: string;
  }[];
}

interface DecideDialogProps {
  readonly decision: Decision;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** At most so many in one call. */
const MAX_DECIDED = 100;

interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly message?: string | undefined;
}

/** Approves with a role, or denies with a reason that the person reads. Who was refused stays in sight with the reason. */
export function DecideDialog(props: DecideDialogProps): ReactNode {
  const { onClose } = props;
  const { decision, people } = props.decision;
  const { t } = useTranslation('people');
  const [role, setRole] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { decide, failed } = useDecide(props, { role, reason });
  const words = decision === 'approve' ? 'approving' : 'denying';
  const [only] = people;
  return (
    <ConfirmDialog
      opened
      title={
        people.length === 1
          ? t(`${words}.one`, { name: only?.name })
          : t(`${words}.title`, { count: people.length })
      }
      confirm={t(`${words}.confirm`)}
      isBusy={decide.isPending}
      isReady={failed.length === 0 && people.length <= MAX_DECIDED}
      error={decide.error}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    >
      {people.length === 1 && only?.email !== undefined && (
        <div className={classes['asked']}>
          <bdi dir="ltr">{only.email}</bdi>
          {only.message !== undefined && <blockquote>{only.message}</blockquote>}
        </div>
      )}
      <p className="muted">{t(`${words}.text`)}</p>
      {people.length > MAX_DECIDED && <p role="alert">{t('approving.most')}</p>}
      {decision === 'approve' ? (
        <RoleChoice role={role} onRole={setRole} />
      ) : (
        <Textarea
          label={t('denying.reason')}
          name="denial-reason"
          autoComplete="off"
          maxLength={1_000}
          autosize
          minRows={2}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      <FailedRows rows={failed} people={people} />
    </ConfirmDialog>
  );
}

function FailedRows({
  rows,
  people,
}: {
  readonly rows: readonly Row[];
  readonly people: Decision['people'];
}): ReactNode {
  if (rows.length === 0) return null;
  return (
    <ul className={classes['rows']} role="alert">
      {rows.map(({ id, message }) => (
        <li key={id}>
          <bdi>{people.find((person) => person.id === id)?.name}</bdi>
          <small>{message}</small>
        </li>
      ))}
    </ul>
  );
}

/** One call under one idempotency key; rows that were refused are kept to be read. */
function useDecide(
  { decision: asked, onClose, onDone }: DecideDialogProps,
  { role, reason }: { readonly role: string | null; readonly reason: string },
) {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const [failed, setFailed] = useState<readonly Row[]>([]);
  const key = useFormKey();
  const { decision, people } = asked;
  const words = decision === 'approve' ? 'approving' : 'denying';
  const decide = useMutation({
    mutationFn: async () => {
      const ids = people.map(({ id }) => id);
      const text = reason.trim();
      const body =
        decision === 'approve'
          ? { decision, ids, ...(role !== null && { roles: [role] }) }
          : { decision, ids, ...(text !== '' && { reason: text }) };
      const params = { organizationId };
      return server.decideJoinRequests({ params, body, idempotencyKey: key });
    },
    onSuccess: async ({ results }) => {
      await refresh();
      const refused = results.filter(({ outcome }) => outcome === 'failed');
      const done = results.length - refused.length;
      if (done > 0) announce({ text: t(`${words}.done`, { count: done }) });
      onDone();
      if (refused.length === 0) onClose();
      else setFailed(refused);
    },
  });
  return { decide, failed };
}

function RoleChoice({
  role,
  onRole,
}: {
  readonly role: string | null;
  readonly onRole: (role: string | null) => void;
}): ReactNode {
  const { t } = useTranslation('people');
  const { data } = useConsole();
  const roles = (data?.roles ?? []).filter(({ mayGive }) => mayGive);
  return (
    <Select
      label={t('fields.role')}
      searchable
      data={roles.map((one) => ({ value: one.name, label: titleOf(one) }))}
      value={role ?? data?.roleChoice.defaultRole ?? null}
      onChange={onRole}
    />
  );
}
