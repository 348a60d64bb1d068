import { Button, Group, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { useOrganizationId } from '../../data/organization.js';
import { Dialog } from '../../parts/dialog.js';
import { FormError } from '../../parts/form-error.js';
import { Refused } from '../../parts/refused.js';
import { Picker, type Choice } from '../../patterns/picker/picker.js';
import { findMembers } from '../../patterns/picker/sources.js';
import type { Space } from '../../patterns/space-form/space-form.js';
import { useSpaceChange } from './bulk.js';

interface AddPeopleProps {
  readonly space: Space;
  readonly onClose: () => void;
}

/** As many people as one likes, with one role in this space. */
export function AddPeople({ space, onClose }: AddPeopleProps): ReactNode {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const roles = useConsole().data?.spaceRoles ?? [];
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const [chosen, setRole] = useState<string | null>(null);
  const role = chosen ?? roles.at(-1)?.name ?? 'member';
  const { change, refused } = useSpaceChange(space.id);
  const add = async (): Promise<void> => {
    const memberIds = people.map(({ id }) => id);
    const { results } = await change.mutateAsync({
      asked: { action: 'assign', role, memberIds },
      inverse: (done) => [{ action: 'remove', memberIds: done }],
    });
    const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
    if (failed.length === 0) onClose();
    setPeople(people.filter(({ id }) => failed.includes(id)));
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('add.title', { name: space.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Picker
        label={t('add.people')}
        placeholder={t('add.find')}
        name="members"
        isInline
        value={people}
        onChange={setPeople}
        find={findMembers(organizationId)}
      />
      <Select
        mt={12}
        label={t('role')}
        data={roles.map(({ name, title }) => ({ value: name, label: title }))}
        value={role}
        onChange={setRole}
      />
      <Refused title={t('refused', { count: refused.length })} results={refused} names={people} />
      <FormError error={change.error} />
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={onClose}>
          {t('frame:cancel')}
        </Button>
        <Button
          loading={change.isPending}
          disabled={people.length === 0}
          onClick={() => void add().catch(() => undefined)}
        >
          {people.length > 1 ? t('add.several', { count: people.length }) : t('add.one')}
        </Button>
      </Group>
    </Dialog>
  );
}
