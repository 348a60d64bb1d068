import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';

/** Why this member may not do what needs the permission, and who can help; undefined where they may (console G2). */
export function useReason(): (permission: string) => string | undefined {
  const { t } = useTranslation('people');
  const reach = useReach();
  return useCallback(
    (permission) =>
      reach(permission) === 'any'
        ? undefined
        : t(`reason.${permission.split(':')[0] ?? ''}`, { defaultValue: t('reason.any') }),
    [t, reach],
  );
}
