import { useQuery } from '@tanstack/react-query';
import type { Console } from '../../data/console.js';
import { keyOf } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import type { Editing } from '../../patterns/edit/index.js';
import type { Member } from './member-data.js';
import { previewRoles } from './save.js';

interface RoleChange {
  readonly member: Member;
  readonly console: Console;
  readonly editing: Editing;
}

/** Why the roles that are chosen would be refused, asked as soon as they are chosen: the last administrator, a plan, a right. */
export function useRoleRefusal({ member, console, editing }: RoleChange): string | undefined {
  const wanted = editing.changes['roles'];
  const isChanged = Array.isArray(wanted);
  const names = (isChanged ? wanted : []) as readonly string[];
  const { error } = useQuery({
    queryKey: keyOf(member.organizationId, 'member', member.id, 'roles', member.version, names),
    queryFn: () => previewRoles({ member, console }, names),
    enabled: isChanged,
    retry: false,
  });
  return isChanged && error ? problemOf(error).detail : undefined;
}
