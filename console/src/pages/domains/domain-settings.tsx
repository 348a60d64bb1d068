import { Button, Group, Radio } from '@mantine/core';
import { useMutation, useQueries } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useSeen } from '../../data/versioned.js';
import { announce } from '../../parts/announcements.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import { Picker, type Choice } from '../../patterns/picker/picker.js';
import { findSpaces } from '../../patterns/picker/sources.js';
import { RoleSelect } from '../../patterns/role-select/role-select.js';
import { useRoles } from '../../patterns/role-select/roles.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import type { Domain } from './domain.js';

interface DomainSettingsProps {
  readonly domain: Domain;
  readonly onClose: () => void;
}

interface Draft {
  readonly enrolment: Domain['enrolment'];
  readonly defaultRole: string | null;
  readonly spaceIds: readonly string[];
}

const ENROLMENTS = ['manual', 'suggest', 'auto'] as const;

/** What a verified address of the domain opens, and what the person gets who comes in by it. */
export function DomainSettings({ domain, onClose }: DomainSettingsProps): ReactNode {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const roles = useRoles().data ?? [];
  const before = draftOf(domain);
  const [draft, setDraft] = useState(before);
  const [picked, setPicked] = useState<readonly Choice[]>([]);
  const spaces = useChoices(draft.spaceIds, picked);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before);
  const save = useSave(domain, onClose);
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('settingsOf', { name: domain.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Enrolment
        value={draft.enrolment}
        onChange={(enrolment) => setDraft({ ...draft, enrolment })}
      />
      <RoleSelect
        label={t('role')}
        placeholder={t('roleDefault')}
        clearable
        roles={roles}
        value={draft.defaultRole}
        onChange={(defaultRole) => setDraft({ ...draft, defaultRole })}
        refuse={({ mappable }) => (mappable ? undefined : t('byHandOnly'))}
      />
      <Picker
        label={t('spaces')}
        name="spaces"
        max={100}
        value={spaces}
        onChange={(chosen) => {
          setPicked(chosen);
          setDraft({ ...draft, spaceIds: chosen.map(({ id }) => id) });
        }}
        find={findSpaces(organizationId)}
      />
      <FormError error={save.error} />
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={onClose}>
          {t('frame:cancel')}
        </Button>
        <Button loading={save.isPending} disabled={!isDirty} onClick={() => save.mutate(draft)}>
          {t('save')}
        </Button>
      </Group>
      <LeaveDialog isDirty={isDirty && !save.isSuccess} />
    </Dialog>
  );
}

interface EnrolmentProps {
  readonly value: Domain['enrolment'];
  readonly onChange: (value: Domain['enrolment']) => void;
}

function Enrolment({ value, onChange }: EnrolmentProps): ReactNode {
  const { t } = useTranslation('domains');
  return (
    <Radio.Group
      mb={14}
      label={t('opensLong')}
      value={value}
      onChange={(chosen) => {
        const found = ENROLMENTS.find((one) => one === chosen);
        if (found) onChange(found);
      }}
    >
      {ENROLMENTS.map((one) => (
        <Radio
          key={one}
          mt={8}
          value={one}
          label={t(`enrolment.${one}`)}
          description={t(`enrolmentText.${one}`)}
        />
      ))}
    </Radio.Group>
  );
}

function draftOf({ enrolment, defaultRole, defaultSpaces = [] }: Domain): Draft {
  return {
    enrolment,
    defaultRole: defaultRole ?? null,
    spaceIds: defaultSpaces.map(({ spaceId }) => spaceId),
  };
}

/** Names of the spaces that are chosen already. */
function useChoices(ids: readonly string[], picked: readonly Choice[]): readonly Choice[] {
  const organizationId = useOrganizationId();
  const answers = useQueries({
    queries: ids.map((spaceId) => ({
      queryKey: keyOf(organizationId, 'spaces', spaceId),
      queryFn: () => server.getSpace({ params: { organizationId, spaceId } }),
      staleTime: 60_000,
      enabled: !picked.some(({ id }) => id === spaceId),
    })),
  });
  return ids.map((id, index) => {
    const known = picked.find((one) => one.id === id);
    return known ?? { id, name: answers[index]?.data?.name ?? id };
  });
}

function useSave(domain: Domain, onDone: () => void) {
  const { t } = useTranslation('domains');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const weakest = useConsole().data?.spaceRoles.at(-1)?.name ?? 'member';
  const roleIn = (spaceId: string): string =>
    domain.defaultSpaces?.find((one) => one.spaceId === spaceId)?.role ?? weakest;
  const params = { organizationId, domainId: domain.id };
  const seen = useSeen(domain, () => server.getDomain({ params }));
  const [before] = useState(() => draftOf(domain));
  return useMutation({
    mutationFn: ({ enrolment, defaultRole, spaceIds }: Draft) => {
      const defaultSpaces = spaceIds.map((spaceId) => ({ spaceId, role: roleIn(spaceId) }));
      const changes = {
        ...(enrolment !== before.enrolment && { enrolment }),
        ...(defaultRole !== before.defaultRole && { defaultRole }),
        ...(spaceIds.join() !== before.spaceIds.join() && { defaultSpaces }),
      };
      return seen.save(changes, (body, ifMatch) => server.updateDomain({ params, body, ifMatch }));
    },
    onSuccess: async () => {
      announce({ text: t('saved', { name: domain.name }) });
      await refresh('domains');
      onDone();
    },
  });
}
