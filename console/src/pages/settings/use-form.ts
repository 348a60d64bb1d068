import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, type Organization } from '../../data/organization.js';
import { isConflict, problemOf, type ProblemView } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { bodyOf, conflictsOf, valueOf, type Values } from './fields.js';
import { tagOf, useTake } from './use-organization.js';

export interface Form {
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problem: ProblemView | undefined;
  readonly changes: Values;
  /** fields that somebody else has changed meanwhile, to another value than this person */
  readonly conflicts: readonly string[];
  value(field: string): string;
  theirs(field: string): string;
  set(field: string, value: string): void;
  save(): void;
  discard(): void;
  /** goes on with what they have, or with what was typed */
  settle(take: 'mine' | 'theirs'): void;
}

/**
 * A form over the organization. It is seeded once: what is read later changes no field that was typed into. A newer version that touches
 * other fields is merged by itself; one that touches the same ones asks.
 */
export function useForm(organization: Organization): Form {
  const [base, setBase] = useState(organization);
  const [changes, setChanges] = useState<Values>({});
  const isDirty = Object.keys(changes).length > 0;
  const conflicts = isDirty ? conflictsOf(base, changes, organization) : [];
  const save = useSave(base, changes, (saved) => {
    setBase(saved);
    setChanges({});
  });
  if (organization.version > base.version && conflicts.length === 0) setBase(organization);
  return {
    isDirty,
    isSaving: save.isPending,
    problem: save.error && !isConflict(save.error) ? problemOf(save.error) : undefined,
    changes,
    conflicts,
    value: (field) => changes[field] ?? valueOf(base, field),
    theirs: (field) => valueOf(organization, field),
    set: (field, value) => setChanges(withChange(base, changes, field, value)),
    save: () => {
      if (isDirty && !save.isPending) save.mutate();
    },
    discard: () => {
      save.reset();
      setChanges({});
    },
    settle: (take) => {
      setBase(organization);
      if (take === 'theirs') setChanges(without(changes, conflicts));
    },
  };
}

function withChange(base: Organization, changes: Values, field: string, value: string): Values {
  const others = without(changes, [field]);
  return value === valueOf(base, field) ? others : Object.assign(others, { [field]: value });
}

function without(changes: Values, fields: readonly string[]): Values {
  return Object.fromEntries(Object.entries(changes).filter(([field]) => !fields.includes(field)));
}

function useSave(base: Organization, changes: Values, onSaved: (saved: Organization) => void) {
  const { t } = useTranslation('settings');
  const organizationId = useOrganizationId();
  const client = useQueryClient();
  const take = useTake();
  const write = (seen: Organization): Promise<Organization> =>
    server.updateOrganization({
      params: { organizationId },
      body: bodyOf(changes),
      ifMatch: tagOf(seen),
    });
  return useMutation({
    mutationFn: async () => {
      try {
        return await write(base);
      } catch (error) {
        if (!isConflict(error)) throw error;
        const now = await server.getOrganization({ params: { organizationId } });
        client.setQueryData(keyOf(organizationId, 'organization'), now);
        if (conflictsOf(base, changes, now).length > 0) throw error;
        return write(now);
      }
    },
    onSuccess: (saved) => {
      onSaved(saved);
      announce({ text: t('saved') });
      return take(saved);
    },
  });
}
