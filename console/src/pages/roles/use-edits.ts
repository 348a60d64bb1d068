import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { isConflict } from '../../data/problems.js';
import { server } from '../../data/server.js';
import type { Role } from '../../patterns/role-select/roles.js';
import { applied, settled, withLevel, type Difference, type Edits, type Level } from './matrix.js';

/** Roles that somebody else has changed since the page read them, with what they changed. */
export type Meanwhile = Readonly<Record<string, Difference>>;

export interface RoleEdits {
  readonly edits: Edits;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly meanwhile: Meanwhile;
  set(role: Role, permission: string, level: Level): void;
  discard(): void;
  /** resolves to the roles as they were before, to take it back by; undefined where something was refused */
  save(): Promise<Edits | undefined>;
  /** makes changes that are not on the page: the inverse of what was saved */
  apply(edits: Edits): Promise<void>;
}

/** Changes of the matrix collect here, as additions and removals against a version, until they are saved together (console A18, A19). */
export function useRoleEdits(roles: readonly Role[]): RoleEdits {
  const organizationId = useOrganizationId();
  const client = useQueryClient();
  const [raw, setEdits] = useState<Edits>({});
  const [meanwhile, setMeanwhile] = useState<Meanwhile>({});
  const edits = settled(raw, roles);
  const readAgain = async (): Promise<readonly Role[]> => {
    await client.invalidateQueries({ queryKey: keyOf(organizationId, 'roles') });
    return client.getQueryData<readonly Role[]>(keyOf(organizationId, 'roles')) ?? roles;
  };
  const change = useMutation({
    mutationFn: async (asked: Edits) => {
      for (const [name, difference] of Object.entries(asked)) {
        const role = roleOf(client.getQueryData(keyOf(organizationId, 'roles')), name);
        if (role) await changeRole(organizationId, role, difference);
      }
    },
    onSettled: () => readAgain(),
  });
  const save = async (): Promise<Edits | undefined> => {
    const before = roles;
    try {
      await change.mutateAsync(edits);
      setMeanwhile({});
      setEdits({});
      return inverseOf(edits);
    } catch (error) {
      if (isConflict(error)) setMeanwhile(differencesOf(before, await readAgain(), edits));
      return undefined;
    }
  };
  return {
    edits,
    isBusy: change.isPending,
    error: isConflict(change.error) ? undefined : change.error,
    meanwhile,
    set: (role, permission, level) =>
      setEdits((now) => withLevel(now, role, { permission, level })),
    discard: () => {
      setEdits({});
      setMeanwhile({});
      change.reset();
    },
    save,
    apply: async (asked) => void (await change.mutateAsync(asked)),
  };
}

async function changeRole(
  organizationId: string,
  role: Role,
  difference: Difference,
): Promise<void> {
  await server.changeRole({
    params: { organizationId, roleName: role.name },
    body: { permissions: applied(role.permissions, difference) },
    ifMatch: `W/"${role.version}"`,
  });
}

function roleOf(roles: readonly Role[] | undefined, name: string): Role | undefined {
  return roles?.find((role) => role.name === name);
}

function inverseOf(edits: Edits): Edits {
  const entries = Object.entries(edits).map(([name, { added, removed }]) => {
    return [name, { added: removed, removed: added }] as const;
  });
  return Object.fromEntries(entries);
}

/** Of the edited roles: what is there now and was not before, and the other way round. */
function differencesOf(before: readonly Role[], after: readonly Role[], edits: Edits): Meanwhile {
  const entries = Object.keys(edits).flatMap((name) => {
    const [old, now] = [roleOf(before, name), roleOf(after, name)];
    if (!old || !now || old.version === now.version) return [];
    const added = now.permissions.filter((one) => !old.permissions.includes(one));
    const removed = old.permissions.filter((one) => !now.permissions.includes(one));
    return [[name, { added, removed }] as const];
  });
  return Object.fromEntries(entries);
}
