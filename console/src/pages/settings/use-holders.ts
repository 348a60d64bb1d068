import { titleOf, useConsole } from '../../data/console.js';

/** The titles of the roles of a standing, in words: who can help. Empty where the preset has none. */
export function useHolders(standing: 'owner' | 'admin'): string {
  const { data } = useConsole();
  const roles = data?.roles.filter((role) => role.standing === standing) ?? [];
  return roles.map(({ title, titles }) => titleOf({ title, ...(titles && { titles }) })).join(', ');
}
