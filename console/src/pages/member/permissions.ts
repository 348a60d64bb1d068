import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { useMe, useReach } from '../../data/organization.js';
import type { Member } from './member-data.js';

/**
 * Why the person cannot change this member, in words; undefined where they can. The server asks the same again. Everybody may change their
 * own names and language.
 */
export function useMayChange(member: Member): string | undefined {
  const { t } = useTranslation('panel');
  const reach = useReach();
  const { data: me } = useMe();
  const titles = useTitlesBeyond(member);
  if (me?.member.id === member.id) return undefined;
  if (reach('members:write') !== 'any') return t('lack.members');
  return titles === undefined ? undefined : t('lack.manage', { role: titles });
}

/**
 * Why the panel has nothing that the person could edit: who may not change the member may still say which spaces and seats the member has
 * (row 3.14).
 */
export function useMayEdit(member: Member): string | undefined {
  const reach = useReach();
  const lack = useMayChange(member);
  const mayGive = ['spaces:write', 'seats:write'].some((one) => reach(one) === 'any');
  return mayGive ? undefined : lack;
}

/** Roles of the member that the person may not manage, such as an administrator's for somebody who manages members only. */
function useTitlesBeyond(member: Member): string | undefined {
  const { data: me } = useMe();
  const { data: console } = useConsole();
  const manages = me?.mayManage ?? [];
  const elevations = new Set(
    console?.roles.filter(({ elevation }) => elevation).map(({ name }) => name),
  );
  const beyond = member.roles.filter(
    (role) => !manages.includes(role) && !(manages.includes('*') && !elevations.has(role)),
  );
  if (me === undefined || beyond.length === 0) return undefined;
  const titleOfRole = (role: string): string =>
    console?.roles.find(({ name }) => name === role)?.title ?? role;
  return beyond.map(titleOfRole).join(', ');
}
