import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './role-select.module.css';
import { useHoldersOfStanding, type Role } from './roles.js';

interface RoleSelectProps {
  readonly label: string;
  readonly description?: string;
  readonly roles: readonly Role[];
  readonly value: string | null;
  readonly onChange: (name: string | null) => void;
  /** whose role it is: the last owner keeps theirs */
  readonly holder?: { readonly name: string; readonly standing: Role['standing'] };
  /** why a role cannot be chosen here, beside that the caller may not give it */
  readonly refuse?: (role: Role) => string | undefined;
  readonly clearable?: boolean;
  readonly placeholder?: string;
}

/** No list is longer: typing narrows it (console B22). */
const MAX_OPTIONS = 50;

/**
 * Chooses a role. What cannot be chosen stands there with its reason, and so does the whole control where the holder is the last of their
 * standing: before the click, not after it (console A20).
 */
export function RoleSelect(props: RoleSelectProps): ReactNode {
  const { label, description, roles, value, onChange, holder, refuse } = props;
  const { t } = useTranslation('frame');
  const lastReason = useLastReason(holder);
  const reasonOf = (role: Role): string | undefined => {
    if (role.name === value) return undefined;
    return refuse?.(role) ?? (role.grantable ? undefined : t('roleSelect.beyond'));
  };
  const reasons = new Map(roles.map((role) => [role.name, reasonOf(role)]));
  return (
    <Select
      label={label}
      description={lastReason ?? description}
      disabled={lastReason !== undefined}
      data={roles.map(({ name, title }) => {
        return { value: name, label: title, disabled: reasons.get(name) !== undefined };
      })}
      value={value}
      onChange={onChange}
      searchable={roles.length > 8}
      limit={MAX_OPTIONS}
      clearable={props.clearable ?? false}
      placeholder={props.placeholder ?? ''}
      nothingFoundMessage={t('picker.none')}
      autoComplete="off"
      name="role-choice"
      renderOption={({ option }) => (
        <span className={classes['option']}>
          {option.label}
          {reasons.get(option.value) !== undefined && (
            <small className="muted">{reasons.get(option.value)}</small>
          )}
        </span>
      )}
    />
  );
}

/** Why this person keeps their role: nobody else has one of its standing. */
export function useLastReason(holder: RoleSelectProps['holder']): string | undefined {
  const { t } = useTranslation('frame');
  const count = useHoldersOfStanding(holder?.standing ?? 'none');
  if (!holder || holder.standing === 'none' || count === undefined || count > 1) return undefined;
  return t(`roleSelect.last_${holder.standing}`, { name: holder.name });
}
