import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useReach } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { isMoving, SheetMenu, type Import } from '../../patterns/imports/index.js';
import type { Language } from '../../texts/index.js';

/** Apply, cancel, and the result as a file. */
export function Actions({ one }: { readonly one: Import }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const mayWrite = useReach()('members:write') === 'any';
  const { id, organizationId, status } = one;
  const lack = mayWrite ? undefined : t('upload.lack');
  const only = status === 'checked' ? 'failed' : 'all';
  return (
    <>
      {!isMoving(one) && (only === 'all' || one.report.errors > 0) && (
        <SheetMenu
          label={t(`result.${only}`)}
          name={`import-result-${id}`}
          read={(format) =>
            server.getImportResult({
              params: { organizationId, importId: id },
              query: { format, only, locale: i18n.language as Language },
            })
          }
        />
      )}
      {(isMoving(one) || status === 'checked') && <Cancel one={one} lack={lack} />}
      {status === 'checked' && <Apply one={one} lack={lack} />}
    </>
  );
}

interface ActionProps {
  readonly one: Import;
  /** why the person may not */
  readonly lack: string | undefined;
}

function useTake() {
  const client = useQueryClient();
  return (next: Import): void => {
    client.setQueryData(keyOf(next.organizationId, 'import', next.id), next);
  };
}

/** Rows with errors are left out. Suspensions are confirmed by their number. */
function Apply({ one, lack }: ActionProps): ReactNode {
  const { t } = useTranslation('imports');
  const [isAsking, ask] = useState(false);
  const take = useTake();
  const { valid, errors, toSuspend } = one.report;
  const params = { organizationId: one.organizationId, importId: one.id };
  const apply = useMutation({
    mutationFn: () => {
      const suspends = { confirm: toSuspend, maxDeactivate: toSuspend };
      return server.applyImport({
        params,
        body: { skipInvalid: errors > 0, ...(toSuspend > 0 && suspends) },
      });
    },
    onSuccess: take,
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  const count = valid + toSuspend;
  const reason = lack ?? (count === 0 ? t('apply.nothing') : undefined);
  return (
    <>
      <ReasonedButton
        reason={reason}
        loading={apply.isPending}
        onClick={() => (toSuspend > 0 ? ask(true) : apply.mutate())}
      >
        {t(errors > 0 ? 'apply.good' : 'apply.all', { count })}
      </ReasonedButton>
      {isAsking && (
        <Suspensions
          number={toSuspend}
          isBusy={apply.isPending}
          error={apply.error}
          onConfirm={() => apply.mutate()}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

interface SuspensionsProps {
  readonly number: number;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The server guards against a sheet that suspends nearly everybody: the number is typed, so that somebody has read it. */
function Suspensions({ number, ...rest }: SuspensionsProps): ReactNode {
  const { t } = useTranslation('imports');
  const [typed, type] = useState('');
  return (
    <ConfirmDialog
      opened
      isDangerous
      title={t('suspend.title', { count: number })}
      confirm={t('suspend.confirm')}
      isReady={typed.trim() === String(number)}
      {...rest}
    >
      <p>{t('suspend.text')}</p>
      <TextInput
        label={t('suspend.type', { number })}
        name="suspensions"
        autoComplete="off"
        inputMode="numeric"
        value={typed}
        onChange={({ currentTarget }) => type(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function Cancel({ one, lack }: ActionProps): ReactNode {
  const { t } = useTranslation('imports');
  const [isAsking, ask] = useState(false);
  const take = useTake();
  const cancel = useMutation({
    mutationFn: () =>
      server.cancelImport({ params: { organizationId: one.organizationId, importId: one.id } }),
    onSuccess: (next) => {
      take(next);
      ask(false);
    },
  });
  const isWork = one.status === 'waiting' || one.status === 'running';
  return (
    <>
      <ReasonedButton variant="default" reason={lack} onClick={() => ask(true)}>
        {t('stop.open')}
      </ReasonedButton>
      {isAsking && (
        <ConfirmDialog
          opened
          isDangerous
          title={t('stop.title')}
          confirm={t('stop.confirm')}
          isBusy={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate()}
          onClose={() => ask(false)}
        >
          <p>{isWork ? t('stop.work') : t('stop.check')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
