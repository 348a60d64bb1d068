import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** A permission as a person reads it. */
export function usePermissionWords(): (permission: string) => string {
  const { t } = useTranslation('frame');
  return (permission) => permissionWords(t, permission);
}

/** `members:write:own` → `Change members (their own)`; an area of the host application keeps its name. */
function permissionWords(t: TFunction, permission: string): string {
  const [area = '', access = '', own] = permission.split(':');
  const words = t(`area.${area}`, { defaultValue: area });
  const line =
    access === 'write'
      ? t('permissionLine.change', { area: words })
      : t('permissionLine.see', { area: words });
  return own === undefined ? line : t('permissionLine.own', { line });
}
