import { Button, Group, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormKey } from '../../data/form-key.js';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { Dialog } from '../../parts/dialog.js';
import { ChangeForm } from './change-form.js';
import { ChangePreview } from './change-preview.js';
import { ChangeResult } from './change-result.js';
import { DANGEROUS, WORDS, changeOf, type Asked, type Change } from './changes.js';
import classes from './people.module.css';

interface ChangeDialogProps {
  readonly asked: Asked;
  readonly onClose: () => void;
  /** it was done: nothing is selected any more */
  readonly onDone: () => void;
}

/**
 * A change of one person or of many: what is to be chosen, what the server says it will touch, the confirmation, its progress and what
 * became of each (console A6, C1). It has one idempotency key, so that two clicks are one change (console C8).
 */
export function ChangeDialog({ asked, onClose, onDone }: ChangeDialogProps): ReactNode {
  const { t } = useTranslation(['people', 'changes']);
  const organizationId = useOrganizationId();
  const [begun, setBegun] = useState<string>();
  const [concerned, setConcerned] = useState(asked.size);
  const { name, act } = asked;
  const words = WORDS[act];
  const params = { organizationId };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={
        begun !== undefined
          ? t('changes:sheet.result')
          : name === undefined
            ? t(`${words}.title`, { count: concerned, number: concerned.toLocaleString() })
            : t(`${words}.one`, { name })
      }
      closeButtonProps={{ 'aria-label': t('close') }}
      size={480}
    >
      {begun === undefined ? (
        <Ask
          asked={asked}
          params={params}
          onClose={onClose}
          onBegun={setBegun}
          onConcerned={setConcerned}
        />
      ) : (
        <ChangeResult
          asked={asked}
          taskId={begun}
          onClose={() => {
            onDone();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface AskProps {
  readonly asked: Asked;
  readonly params: { readonly organizationId: string };
  readonly onClose: () => void;
  readonly onBegun: (taskId: string) => void;
  /** of the selected those that the change is about, once the server has said it */
  readonly onConcerned: (count: number) => void;
}

function Ask(props: AskProps): ReactNode {
  const { asked, onClose, onConcerned } = props;
  const { t } = useTranslation('people');
  const { act, filterWords, name, selection } = asked;
  const [change, setChange] = useState<Change | undefined>(() => changeOf(act));
  const { preview, begin, isReady } = useChange(props, change);
  const words = WORDS[act];
  const concerned = preview.data?.selected ?? 0;
  useEffect(() => {
    if (concerned > 0) onConcerned(concerned);
  }, [concerned, onConcerned]);
  const error = begin.error ?? preview.error;
  return (
    <div className={classes['ask']}>
      <p className="muted">{t(`${words}.text`)}</p>
      {filterWords !== undefined && name === undefined && (
        <p>{t('allMatching', { filter: filterWords })}</p>
      )}
      <ChangeForm act={act} ids={'ids' in selection ? selection.ids : []} onChange={setChange} />
      {change !== undefined && preview.isPending && !preview.error && (
        <div aria-busy="true">
          <Skeleton height={14} width="70%" mb={10} />
          <Skeleton height={14} width="50%" />
        </div>
      )}
      {preview.data && <ChangePreview preview={preview.data} isOne={name !== undefined} />}
      {error && (
        <p className={classes['error']} role="alert">
          {problemOf(error).detail}
        </p>
      )}
      <Group justify="flex-end" gap={8} mt={8}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {act === 'revoke' ? t('revoking.stay') : t('cancel')}
        </Button>
        <Button
          {...(DANGEROUS.includes(act) && { color: 'red' })}
          loading={begin.isPending}
          disabled={!isReady}
          onClick={() => {
            if (!begin.isPending) begin.mutate();
          }}
        >
          {t(`${words}.confirm`, { count: preview.data?.selected ?? 0 })}
        </Button>
      </Group>
    </div>
  );
}

/** What the server says a change would do, and the change itself: made for the number that was looked at. */
function useChange({ asked, params, onBegun }: AskProps, change: Change | undefined) {
  const { selection } = asked;
  const key = useFormKey();
  const preview = useQuery({
    queryKey: keyOf(params.organizationId, 'change-preview', selection, previewed(change)),
    queryFn: () =>
      server.previewMemberChange({ params, body: { selection, change: change as Change } }),
    enabled: change !== undefined,
    gcTime: 0,
    staleTime: 0,
  });
  const selected = preview.data?.selected ?? 0;
  const begin = useMutation({
    mutationFn: () =>
      server.changeMembers({
        params,
        idempotencyKey: key,
        body: { selection, change: change as Change, expected: selected },
      }),
    onSuccess: ({ id }) => onBegun(id),
    // somebody joined or left meanwhile: the new number is looked at first
    onError: () => void preview.refetch(),
  });
  const isHopeless = preview.data?.refused.count === selected;
  return { preview, begin, isReady: selected > 0 && !isHopeless && !preview.isFetching };
}

/** A note does not change what happens: it is not asked about again with every letter. */
function previewed(change: Change | undefined): unknown {
  return change?.kind === 'revokeInvitations' ? change.kind : change;
}
