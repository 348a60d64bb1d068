import { Checkbox, MultiSelect, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useLastOf, type Console } from '../../data/console.js';
import { useMe, useReach } from '../../data/organization.js';
import type { Editing } from '../../patterns/edit/index.js';
import { useReasonOf } from '../../patterns/member-changes/index.js';
import type { Member } from './member-data.js';
import { useRoleRefusal } from './role-refusal.js';

interface RoleFieldProps {
  readonly member: Member;
  readonly console: Console;
  readonly editing: Editing;
}

/**
 * The roles that people give, as the preset chooses them: one, several, or one box. It writes nothing by itself (console F3), and says
 * before the click why it cannot be changed (console A20).
 */
export function RoleField({ member, console, editing }: RoleFieldProps): ReactNode {
  const { t } = useTranslation(['panel', 'adding']);
  const reason = useRoleLock(member, console);
  const wanted = (editing.value('roles') ?? []) as readonly string[];
  const refusal = useRoleRefusal({ member, console, editing });
  const last = useLastOf()(member.id);
  const whyOf = useReasonOf();
  // the last administrator may get another role that administers, and keeps one of them
  const hint = reason ?? (last && whyOf(last));
  const { roleChoice } = console;
  const lock = {
    disabled: reason !== undefined,
    ...(hint !== undefined && { description: hint }),
    ...(refusal !== undefined && { error: refusal }),
  };
  if (roleChoice.as === 'checkbox' && roleChoice.role !== undefined) {
    const role = roleChoice.role;
    return (
      <Checkbox
        label={t('adding:roleCheckbox')}
        {...lock}
        checked={wanted.includes(role)}
        onChange={({ currentTarget: { checked } }) =>
          editing.set('roles', [checked ? role : (roleChoice.defaultRole ?? '')])
        }
      />
    );
  }
  const data = console.roles
    .filter(({ elevation, mayGive, name }) => !elevation && (mayGive || wanted.includes(name)))
    .map((role) => ({ value: role.name, label: titleOf(role) }));
  if (roleChoice.as === 'several') {
    return (
      <MultiSelect
        label={t('panel:fields.roles')}
        {...lock}
        data={data}
        value={[...wanted]}
        onChange={(roles) => editing.set('roles', roles)}
      />
    );
  }
  return (
    <Select
      label={t('panel:fields.role')}
      {...lock}
      data={data}
      value={wanted[0] ?? null}
      onChange={(role) => role !== null && editing.set('roles', [role])}
    />
  );
}

/** Why the roles of this person are not changed here: one's own, an owner's, or without the right. */
function useRoleLock(member: Member, console: Console): string | undefined {
  const { t } = useTranslation('panel');
  const { data: me } = useMe();
  const mayWrite = useReach()('members:write') === 'any';
  const owned = member.grants.find(({ source }) => source.kind === 'ownership');
  if (!mayWrite) return t('lack.members');
  if (owned || member.standing === 'owner') return t('roles.owner');
  const manages = me?.mayManage ?? [];
  const isBeyond = member.roles.some((role) => !manages.includes(role) && !manages.includes('*'));
  const title = member.roles
    .map((name) => console.roles.find((role) => role.name === name)?.title ?? name)
    .join(', ');
  return isBeyond ? t('lack.manage', { role: title }) : undefined;
}
