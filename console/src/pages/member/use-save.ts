import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Console } from '../../data/console.js';
import { useRefresh } from '../../data/organization.js';
import { isConflict } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import type { Editing } from '../../patterns/edit/index.js';
import type { Member, MemberSeat, MemberSpace } from './member-data.js';
import { seenOf } from './member-fields.js';
import { previewRoles, saveChanges, type RolePreview } from './save.js';

interface Saver {
  readonly member: Member;
  readonly console: Console;
  readonly seats: readonly MemberSeat[];
  readonly spaces: readonly MemberSpace[];
  readonly editing: Editing;
}

interface SaveState {
  readonly isBusy: boolean;
  readonly error: unknown;
  /** rights over others that the roles would give: the person confirms them first */
  readonly powers: RolePreview | undefined;
  save(): void;
  confirm(): void;
  cancel(): void;
}

/** Save of the panel. A refusal keeps what was typed; what was saved before it is not sent again. */
export function useSave(saver: Saver): SaveState {
  const { t } = useTranslation('panel');
  const refresh = useRefresh();
  const client = useQueryClient();
  const isRunning = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [powers, setPowers] = useState<RolePreview>();
  const { member, editing } = saver;
  const finish = async (confirm: boolean): Promise<void> => {
    const refused = await saveAndMeet(saver, confirm);
    await refresh();
    await client.invalidateQueries({ queryKey: ['own-organizations'] });
    if (refused !== undefined) return setError(refused);
    editing.end();
    announce({ text: t('saved', { name: member.name }) });
  };
  const begin = async (confirm: boolean): Promise<void> => {
    const wanted = editing.changes['roles'];
    setPowers(undefined);
    if (!confirm && Array.isArray(wanted)) {
      const preview = await previewRoles(saver, wanted as readonly string[]);
      if (preview.needsConfirmation) return setPowers(preview);
    }
    await finish(confirm);
  };
  const run = (confirm: boolean): void => {
    // a second click while the first one is on its way
    if (isRunning.current) return;
    if (!editing.isDirty) return editing.end();
    isRunning.current = true;
    setBusy(true);
    setError(undefined);
    begin(confirm)
      .catch(setError)
      .finally(() => {
        isRunning.current = false;
        setBusy(false);
      });
  };
  return {
    isBusy,
    error: editing.conflicts.length > 0 ? undefined : error,
    powers,
    save: () => run(false),
    confirm: () => run(true),
    cancel: () => setPowers(undefined),
  };
}

/** Undefined when all is saved. A newer version (412) meets the draft: without a conflict the same changes are saved over it, once. */
async function saveAndMeet(saver: Saver, confirm: boolean): Promise<unknown> {
  const { member, console, seats, spaces, editing } = saver;
  const { changes, version } = editing;
  const first = await saveChanges({ member, console, seats, changes, version, confirm });
  if (first.fields.length > 0) editing.saved(first.fields, first.version);
  if (!isConflict(first.error)) return first.error;
  const params = { organizationId: member.organizationId, memberId: member.id };
  const newer = await server.getMember({ params });
  const met = editing.meet(seenOf(newer, console, seats, spaces));
  if (met.theirs) return first.error;
  const again = { member: newer, console, seats, changes: met.changes, version: newer.version };
  const second = await saveChanges({ ...again, confirm });
  if (second.fields.length > 0) editing.saved(second.fields, second.version);
  return second.error;
}
