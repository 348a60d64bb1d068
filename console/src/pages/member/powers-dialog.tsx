import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import type { Member } from './member-data.js';
import classes from './member.module.css';
import type { RolePreview } from './save.js';

interface PowersDialogProps {
  readonly member: Member;
  readonly preview: RolePreview;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asked before roles that give rights over other people: what the person will be able to do. */
export function PowersDialog({
  member,
  preview,
  onConfirm,
  onClose,
}: PowersDialogProps): ReactNode {
  const { t } = useTranslation('panel');
  const { powers, permissions } = preview;
  return (
    <ConfirmDialog
      opened
      title={t('powers.title', { name: member.name })}
      confirm={t('powers.confirm')}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p className="muted">
        {powers.length > 0
          ? t('powers.gain', { name: member.name, count: powers.length })
          : t('powers.lose', { count: permissions.removed.length })}
      </p>
      {powers.length > 0 && (
        <ul className={classes['powers']} tabIndex={0} aria-label={t('powers.confirm')}>
          {powers.map(({ permission, meaning }) => (
            <li key={permission}>{meaning}</li>
          ))}
        </ul>
      )}
    </ConfirmDialog>
  );
}
