import { useTranslation } from 'react-i18next';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { awaitEnd, type MemberChange } from './member-change.js';

type Undoable = Pick<MemberChange, 'id' | 'undoable'>;

/** How a change is taken back: by a call of its own, which asks for its own permissions (console A3). Undefined where it cannot be. */
export function useUndo(): (change: Undoable) => (() => Promise<void>) | undefined {
  const { t } = useTranslation('changes');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const undo = async (taskId: string): Promise<void> => {
    try {
      const begun = await server.undoTask({ params: { organizationId, taskId } });
      const { succeeded, failed } = await awaitEnd(organizationId, begun);
      if (succeeded > 0) announce({ text: t('undone', { count: succeeded }) });
      if (failed > 0) announce({ text: t('notUndone', { count: failed }), tone: 'bad' });
    } catch (error) {
      announce({ text: problemOf(error).detail, tone: 'bad' });
    }
    await refresh();
  };
  return ({ id, undoable }) => (undoable ? () => undo(id) : undefined);
}
