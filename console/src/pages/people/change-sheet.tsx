import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Dialog } from '../../parts/dialog.js';
import { useSaying } from '../../patterns/member-changes/index.js';
import { ChangeResult } from './change-result.js';

interface ChangeSheetProps {
  readonly changeId: string;
  readonly onClose: () => void;
}

/** What became of a change that was begun before, at an address of its own: the inbox leads to it. */
export function ChangeSheet({ changeId, onClose }: ChangeSheetProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const sayingOf = useSaying();
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'member-change', changeId),
    queryFn: () => server.getMemberChange({ params: { organizationId, changeId } }),
  });
  const { what = t('result.progress'), who } = data ? sayingOf(data) : {};
  return (
    <Dialog
      opened
      onClose={onClose}
      title={who === undefined ? what : `${what} · ${who}`}
      closeButtonProps={{ 'aria-label': t('close') }}
      size={480}
    >
      <ChangeResult taskId={changeId} onClose={onClose} />
    </Dialog>
  );
}
