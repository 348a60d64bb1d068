import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { isOver, type MemberChange } from './changes.js';

const AGAIN_MS = 400;
const MAX_LOOKS = 150;

/** How a change is taken back: by a call of its own, which asks for its own permissions (console A3). Undefined where it cannot be. */
export function useUndo(): (change: MemberChange) => (() => void) | undefined {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const undo = async (taskId: string): Promise<void> => {
    try {
      const begun = await server.undoTask({ params: { organizationId, taskId } });
      const { succeeded, failed } = await ended(organizationId, begun);
      announce({ text: t('undone', { count: succeeded }) });
      if (failed > 0) announce({ text: t('notUndone', { count: failed }), tone: 'bad' });
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
    await refresh();
  };
  return ({ id, undoable }) => (undoable ? () => void undo(id) : undefined);
}

async function ended(organizationId: string, begun: MemberChange): Promise<MemberChange> {
  let task = begun;
  for (let looks = 0; looks < MAX_LOOKS && !isOver(task); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    task = await server.getMemberChange({ params: { organizationId, changeId: begun.id } });
  }
  return task;
}
