import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import type { Factor } from './factor.js';
import classes from './me.module.css';

interface FactorRowProps {
  readonly factor: Factor;
  readonly onChanged: () => void;
}

/** One second factor. Codes go by themselves, with the last one of the others. */
export function FactorRow({ factor, onChanged }: FactorRowProps): ReactNode {
  const { t } = useTranslation('me');
  const { id, kind, isOwn } = factor;
  const [isAsked, ask] = useState(false);
  const name = factor.name ?? t(`factors.kind.${kind}`);
  const remove = useMutation({
    mutationFn: () => server.removePersonFactor({ params: { factorId: id } }),
    onSuccess: () => {
      ask(false);
      announce({ text: t('factors.removed', { name }) });
      onChanged();
    },
  });
  return (
    <li className={classes['item']}>
      <span className={classes['itemWords']}>
        <bdi>{name}</bdi>
        <Facts factor={factor} />
      </span>
      {kind !== 'recovery_codes' && (
        <ReasonedButton
          variant="default"
          reason={isOwn ? undefined : t('factors.notOwn')}
          aria-label={t('factors.removeOne', { name })}
          onClick={() => ask(true)}
        >
          {t('factors.remove')}
        </ReasonedButton>
      )}
      {isAsked && (
        <ConfirmDialog
          opened
          title={t('factors.removeTitle', { name })}
          confirm={t('factors.remove')}
          isDangerous
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => ask(false)}
        >
          <p>{t('factors.removeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

function Facts({ factor }: { readonly factor: Factor }): ReactNode {
  const { t } = useTranslation('me');
  const { kind, createdAt, lastUsedAt, left, isDead } = factor;
  if (isDead === true) return <Status tone="bad">{t('factors.dead')}</Status>;
  if (kind === 'recovery_codes') {
    return <small className="muted">{t('factors.left', { count: left ?? 0 })}</small>;
  }
  return (
    <small className="muted">
      {lastUsedAt === undefined ? t('factors.made') : t('factors.used')}{' '}
      <Time at={lastUsedAt ?? createdAt} />
    </small>
  );
}
