import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import {
  useChangeSome,
  type SomeResult,
  type SomeRow,
} from '../../patterns/member-changes/index.js';

/** People of one space, to be assigned with a role or removed. */
export interface SpaceChange {
  readonly action: 'assign' | 'remove';
  /** of an assignment */
  readonly role?: string;
  readonly memberIds: readonly string[];
}

/**
 * Changes who is in a space. Rows that were refused stay to be read; the rest can be taken back, from the inbox as well (console A3).
 * Whoever may change spaces and no members takes it back by the inverse call, as long as it is offered.
 */
export function useSpaceChange(spaceId: string) {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const [refused, setRefused] = useState<readonly SomeRow[]>([]);
  const changeSome = useChangeSome();
  const send = (body: SpaceChange) =>
    server.changeSpaceMembers({ params: { organizationId, spaceId }, body });
  const make = async (asked: SpaceChange): Promise<SomeResult> => {
    const { action, role = '', memberIds } = asked;
    if (!changeSome) return { results: (await send(asked)).results, undo: undefined };
    const spaceIds = [spaceId];
    return changeSome(
      memberIds,
      action === 'assign'
        ? { kind: 'addToSpaces', spaceIds, role }
        : { kind: 'removeFromSpaces', spaceIds },
    );
  };
  const undo = async (changes: readonly SpaceChange[]): Promise<void> => {
    try {
      for (const change of changes) await send(change);
      announce({ text: t('undone') });
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
    await refresh('spaces');
  };
  const change = useMutation({
    mutationFn: ({ asked }: { readonly asked: SpaceChange; readonly inverse: Inverse }) =>
      make(asked),
    onSuccess: async ({ results, undo: takeBack }, { asked, inverse }) => {
      const done = results.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'unchanged');
      setRefused(results.filter(({ outcome }) => outcome === 'failed'));
      if (done.length > 0) {
        const text =
          asked.action === 'assign'
            ? t('assigned', { count: done.length })
            : t('removed', { count: done.length });
        const run = (): void =>
          void (takeBack ? takeBack() : undo(inverse(done.map(({ id }) => id))));
        announce({ text, action: { label: t('undo'), run } });
      }
      await Promise.all([refresh('spaces'), refresh('member-changes')]);
    },
  });
  return { change, refused, forget: () => setRefused([]) };
}

/** What takes back a change of these people. */
export type Inverse = (memberIds: readonly string[]) => readonly SpaceChange[];
