import { Checkbox, MultiSelect, Radio, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, type Console, type ConsoleRole } from '../../data/console.js';
import type { Adding } from './use-adding.js';

interface RolesFieldProps {
  readonly console: Console;
  readonly adding: Adding;
  readonly isRequired: boolean;
}

/** So many roles stand there to be read; more are a list to open. */
const MAX_SHOWN = 4;

/** Exactly the roles that the person may give by an invitation, as the preset has them chosen. */
export function RolesField({ console, adding, isRequired }: RolesFieldProps): ReactNode {
  const { t } = useTranslation('adding');
  const { form, change } = adding;
  const { roleChoice } = console;
  if (roleChoice.as === 'checkbox' && roleChoice.role !== undefined) {
    const { role, defaultRole } = roleChoice;
    return (
      <Checkbox
        label={t('roleCheckbox')}
        checked={form.roles.includes(role)}
        onChange={({ currentTarget: { checked } }) =>
          change({ roles: checked ? [role] : defaultRole === undefined ? [] : [defaultRole] })
        }
      />
    );
  }
  const roles = console.roles.filter(
    ({ elevation, mayGive, standing }) => mayGive && !elevation && standing !== 'owner',
  );
  const data = roles.map((role) => ({ value: role.name, label: titleOf(role) }));
  if (roleChoice.as === 'several') {
    return (
      <MultiSelect
        label={t('roles')}
        required={isRequired}
        data={data}
        value={[...form.roles]}
        onChange={(value) => change({ roles: value })}
      />
    );
  }
  return <OneRole roles={roles} adding={adding} isRequired={isRequired} />;
}

interface OneRoleProps {
  readonly roles: readonly ConsoleRole[];
  readonly adding: Adding;
  readonly isRequired: boolean;
}

function OneRole({ roles, adding, isRequired }: OneRoleProps): ReactNode {
  const { t } = useTranslation('adding');
  const { form, change } = adding;
  const data = roles.map((role) => ({ value: role.name, label: titleOf(role) }));
  if (roles.length > MAX_SHOWN) {
    return (
      <Select
        label={t('role')}
        required={isRequired}
        data={data}
        value={form.roles[0] ?? null}
        onChange={(value) => value !== null && change({ roles: [value] })}
      />
    );
  }
  return (
    <Radio.Group
      label={t('role')}
      required={isRequired}
      value={form.roles[0] ?? ''}
      onChange={(value) => change({ roles: [value] })}
    >
      {roles.map((role) => (
        <Radio
          key={role.name}
          value={role.name}
          label={titleOf(role)}
          description={role.description}
          mt={8}
        />
      ))}
    </Radio.Group>
  );
}
