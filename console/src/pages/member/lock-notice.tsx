import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../parts/time.js';
import type { Member } from './member-data.js';
import { isUnlocked } from './member-fields.js';
import classes from './member.module.css';
import { useSourceName } from './source-name.js';
import { UnlockButton } from './unlock-button.js';

/** Who keeps what of this person, and how to change it all the same for a while. */
export function LockNotice({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('panel');
  const source = useSourceName(member);
  if (!member.managed || member.status === 'left') return null;
  const open = isUnlocked(member);
  return (
    <section className={classes['lock']} data-open={open || undefined}>
      {open ? <IconLockOpen2 size={16} aria-hidden /> : <IconLock size={16} aria-hidden />}
      <div>
        <h3>{open ? t('lock.openTitle') : t('lock.title', { source })}</h3>
        <p className="muted">
          {open && member.unlockedUntil !== undefined ? (
            <>
              {t('lock.openText')} <Time at={member.unlockedUntil} />
            </>
          ) : (
            <>
              {t('lock.text')} {t('lock.where')}
            </>
          )}
        </p>
        <UnlockButton member={member} isOpen={open} />
      </div>
    </section>
  );
}
