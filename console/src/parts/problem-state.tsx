import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { failedCall } from '../data/failed-calls.js';
import { isForbidden, problemOf } from '../data/problems.js';
import { CopyButton } from './copy-button.js';
import classes from './states.module.css';

interface ProblemStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What a refusal or a failure looks like, in a region or as a whole page: whose side, which rule, the next step, the trace id. */
export function ProblemState({ error, onRetry }: ProblemStateProps): ReactNode {
  const { t } = useTranslation('frame');
  const problem = problemOf(error);
  const command = problem.traceId === undefined ? undefined : failedCall(problem.traceId);
  if (isForbidden(error))
    return <NoPermission permission={problem.permission} detail={problem.detail} />;
  return (
    <section
      className={classes['state']}
      role="group"
      aria-label={t(`problem.${problem.side}.title`)}
    >
      <h2>{t(`problem.${problem.side}.title`)}</h2>
      <p className="muted">{problem.detail}</p>
      <Group gap={8} mt={12}>
        {onRetry && <Button onClick={onRetry}>{t('problem.retry')}</Button>}
        {command !== undefined && (
          <CopyButton value={command} label={t('problem.copyCurl')}>
            {t('problem.copyCurl')}
          </CopyButton>
        )}
        {problem.traceId !== undefined && (
          <Group gap={8} wrap="nowrap">
            <span className="muted">{t('problem.trace')}</span>
            <code>{problem.traceId}</code>
            <CopyButton value={problem.traceId} label={t('problem.copyTrace')} />
          </Group>
        )}
      </Group>
    </section>
  );
}

interface NoPermissionProps {
  readonly permission: string | undefined;
  readonly detail: string;
}

/** 403 never signs anybody out: it says which permission is missing and who can give it. */
export function NoPermission({ permission, detail }: NoPermissionProps): ReactNode {
  const { t } = useTranslation('frame');
  return (
    <section className={classes['state']} role="group" aria-label={t('problem.forbidden.title')}>
      <h2>{t('problem.forbidden.title')}</h2>
      <p className="muted">
        {permission === undefined
          ? detail
          : t('problem.forbidden.text', { permission: permissionWords(t, permission) })}
      </p>
      <p className="muted">{t('problem.forbidden.next')}</p>
    </section>
  );
}

/** `members:write` as a person reads it; a permission of the host application keeps its name. */
function permissionWords(t: ReturnType<typeof useTranslation>['t'], permission: string): string {
  const [area = '', access = ''] = permission.split(':');
  return t('problem.permission', {
    area: t(`area.${area}`, { defaultValue: area }),
    context: access,
  });
}
