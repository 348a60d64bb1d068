import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, useConsole } from '../../data/console.js';
import { useOrganizationId, useRefresh, type Me } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';

export type Decision = 'accept' | 'decline';
type Offer = NonNullable<Me['ownershipOffer']>;

interface DecideDialogProps {
  readonly decision: Decision;
  readonly offer: Offer;
  /** of the organization */
  readonly name: string;
  readonly onClose: () => void;
}

/** What becomes of both, before the one click that cannot be taken back. */
export function DecideDialog(props: DecideDialogProps): ReactNode {
  const { decision, offer, name, onClose } = props;
  const { t } = useTranslation('ownership');
  const refresh = useRefresh();
  const organizationId = useOrganizationId();
  const words = { from: offer.fromName, name };
  const decide = useMutation({
    mutationFn: () => {
      const params = { organizationId, offerId: offer.id };
      if (decision === 'decline') return server.declineOwnership({ params });
      return server.acceptOwnership({ params, body: { confirm: true } });
    },
    onSuccess: async () => {
      onClose();
      announce({ text: t(`${decision}.done`, words) });
      // the page shows what an owner sees now
      await refresh();
      // the buttons that were pressed are gone
      document.getElementById('page-title')?.focus();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t(`${decision}.title`, words)}
      confirm={t(`${decision}.open`)}
      isBusy={decide.isPending}
      error={decide.error}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t(`${decision}.text`, words)}</p>
      {decision === 'accept' && <After offer={offer} />}
    </ConfirmDialog>
  );
}

/** What becomes of who gives. */
function After({ offer }: Pick<DecideDialogProps, 'offer'>): ReactNode {
  const { t } = useTranslation('ownership');
  const { data } = useConsole();
  const { roleAfter, fromName: from } = offer;
  if (roleAfter === null) return <p className="muted">{t('after.leaves', { from })}</p>;
  const role = data?.roles.find(({ name }) => name === roleAfter);
  const title = role ? titleOf(role) : roleAfter;
  return <p className="muted">{t('after.stays', { from, role: title })}</p>;
}
