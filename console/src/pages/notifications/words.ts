import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';

/** The name of a kind of notice; one of the host application has its own. */
export function useNoticeWords(): (notice: string) => string {
  const { t } = useTranslation('notices');
  return (notice) => t(`notices:kind.${notice}`, { defaultValue: notice });
}

/** The title of a role in the language of the page. */
export function useRoleWords(): (role: string) => string {
  const roles = useConsole().data?.roles ?? [];
  return (role) => {
    const found = roles.find(({ name }) => name === role);
    return found ? titleOf(found) : role;
  };
}
