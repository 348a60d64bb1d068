import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { Region } from '../../parts/region.js';
import { useFocusBack } from '../../parts/use-focus-back.js';
import { useRemoval, type Member, type Removal } from './member-data.js';
import classes from './member.module.css';

interface RemoveDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

/** Names the person, what goes with them and what stays, and who takes over what they own (console A17). */
export function RemoveDialog({ member, onClose }: RemoveDialogProps): ReactNode {
  const { t } = useTranslation('panel');
  useFocusBack();
  const refresh = useRefresh();
  const removal = useRemoval(member.id, true);
  const [successor, setSuccessor] = useState<string | null>(null);
  const params = { organizationId: member.organizationId, memberId: member.id };
  const fail = (error: unknown): void => {
    announce({ text: problemOf(error).detail, tone: 'bad' });
  };
  // the removal is done; this is its inverse, with rights of its own, within ten minutes
  const reinstate = async (): Promise<void> => {
    await server.reinstateMember({ params });
    announce({ text: t('restoring.done', { name: member.name }) });
    await refresh();
  };
  const remove = useMutation({
    mutationFn: () =>
      server.removeMember({
        params,
        body: successor === null ? {} : { successorMemberId: successor },
        ifMatch: `"${member.version}"`,
      }),
    onSuccess: async () => {
      onClose();
      const back = (): void => void reinstate().catch(fail);
      announce({
        text: t('removing.done', { name: member.name }),
        action: { label: t('undo'), run: back },
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
      <Successor member={member} value={successor} onChange={setSuccessor} />
    </ConfirmDialog>
  );
}

function Effects({ effects }: { readonly effects: Removal }): ReactNode {
  const { t } = useTranslation('panel');
  const { seats, spaces, invitations, invitationsAre } = effects;
  const held = seats.filter(({ status }) => status !== 'released' && status !== 'denied');
  return (
    <ul className={classes['effects']}>
      <Effect
        title={t('removing.seats', { count: held.length })}
        names={held.map(({ product }) => product)}
      />
      <Effect
        title={t('removing.spaces', { count: spaces.length })}
        names={spaces.map(({ space }) => space)}
      />
      <Effect
        title={t(`removing.invitations.${invitationsAre}`, { count: invitations.length })}
        names={invitations.map(({ email }) => email)}
      />
    </ul>
  );
}

const MAX_NAMES = 5;

function Effect({
  title,
  names,
}: {
  readonly title: string;
  readonly names: readonly string[];
}): ReactNode {
  if (names.length === 0) return null;
  const rest = names.length - MAX_NAMES;
  return (
    <li>
      <b>{title}</b>
      <bdi className="muted">
        {names.slice(0, MAX_NAMES).join(', ')}
        {rest > 0 && ` +${rest}`}
      </bdi>
    </li>
  );
}

interface SuccessorProps {
  readonly member: Member;
  readonly value: string | null;
  readonly onChange: (memberId: string | null) => void;
}

const MAX_CHOICES = 20;

/** Somebody active, found by the server. */
function Successor({ member, value, onChange }: SuccessorProps): ReactNode {
  const { t } = useTranslation('panel');
  const organizationId = useOrganizationId();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 250);
  const people = useQuery({
    queryKey: keyOf(organizationId, 'members', 'successors', asked),
    queryFn: () =>
      server.listMembers({
        params: { organizationId },
        query: { state: 'active', limit: MAX_CHOICES, ...(asked !== '' && { q: asked }) },
      }),
    placeholderData: (former) => former,
  });
  const others = (people.data?.items ?? []).filter(({ id }) => id !== member.id);
  return (
    <Select
      label={t('removing.successor')}
      description={t('removing.successorText')}
      placeholder={t('removing.nobody')}
      searchable
      clearable
      autoComplete="off"
      name="successor-search"
      nothingFoundMessage={t('removing.notFound')}
      data={others.map(({ id, name, email }) => ({
        value: id,
        label: email === undefined ? (name ?? id) : `${name ?? email} · ${email}`,
      }))}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      searchValue={search}
      onSearchChange={setSearch}
      comboboxProps={{ zIndex: 400 }}
    />
  );
}
