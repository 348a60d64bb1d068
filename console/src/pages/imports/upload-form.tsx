import { Checkbox, Group, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { useFormKeys } from '../../data/form-key.js';
import { useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { useUnsaved } from '../../data/unsaved.js';
import { Card } from '../../parts/card.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { DropZone } from './drop-zone.js';
import classes from './imports.module.css';
import { UploadProblem } from './upload-problem.js';

type Mode = NonNullable<NonNullable<Operations['createImport']['input']['query']>['mode']>;

const MODES: readonly Mode[] = ['add-or-update', 'add', 'update', 'deactivate-missing'];

interface Upload {
  readonly file: File;
  readonly mode: Mode;
  readonly invite: boolean;
  readonly ignoreUnknown: boolean;
}

/** A sheet and what it is for. OK uploads it and changes nothing: the check has an address of its own (console I3). */
export function UploadForm(): ReactNode {
  const { t } = useTranslation('imports');
  const mayWrite = useReach()('members:write') === 'any';
  const [file, setFile] = useState<File>();
  const [mode, setMode] = useState<Mode>('add-or-update');
  const [invite, setInvite] = useState(true);
  const upload = useUpload();
  useUnsaved(file !== undefined && !upload.isSuccess);
  const choose = (next: File | undefined): void => {
    setFile(next);
    upload.reset();
  };
  const send = (ignoreUnknown: boolean): void => {
    if (file && !upload.isPending) upload.mutate({ file, mode, invite, ignoreUnknown });
  };
  const missing = mayWrite ? file === undefined && t('upload.noFile') : t('upload.lack');
  return (
    <Card title={t('upload.title')} text={t('upload.text')}>
      <div className={classes['form']}>
        <DropZone file={file} onChange={choose} isOpen={mayWrite && !upload.isPending} />
        <div className={classes['options']}>
          <Select
            label={t('upload.mode')}
            description={t(`modeText.${mode}`)}
            data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
            value={mode}
            allowDeselect={false}
            disabled={!mayWrite}
            onChange={(value) => setMode((value ?? 'add-or-update') as Mode)}
          />
          {mode !== 'update' && (
            <Checkbox
              label={t('upload.invite')}
              description={t('upload.inviteText')}
              checked={invite}
              disabled={!mayWrite}
              onChange={({ currentTarget }) => setInvite(currentTarget.checked)}
            />
          )}
        </div>
        {upload.error !== null && (
          <UploadProblem
            error={upload.error}
            onIgnore={upload.variables?.ignoreUnknown ? undefined : () => send(true)}
          />
        )}
        <Group justify="flex-end">
          <ReasonedButton
            reason={missing === false ? undefined : missing}
            loading={upload.isPending}
            onClick={() => send(false)}
          >
            {t('upload.ok')}
          </ReasonedButton>
        </Group>
      </div>
    </Card>
  );
}

function useUpload() {
  const organizationId = useOrganizationId();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const keyFor = useFormKeys();
  return useMutation({
    mutationFn: ({ file, mode, invite, ignoreUnknown }: Upload) => {
      const query = {
        mode,
        invite: flag(invite && mode !== 'update'),
        ignoreUnknown: flag(ignoreUnknown),
      };
      const { name, size, lastModified } = file;
      return server.createImport({
        params: { organizationId },
        query,
        // the bytes decide what it is: browsers name sheets in many ways
        body: file.slice(0, size, 'application/octet-stream'),
        idempotencyKey: keyFor([name, size, lastModified, query]),
      });
    },
    onSuccess: async ({ id }) => {
      void refresh('imports');
      await navigate({
        to: '/o/$organizationId/imports/$importId',
        params: { organizationId, importId: id },
      });
    },
  });
}

function flag(isOn: boolean): 'true' | 'false' {
  return isOn ? 'true' : 'false';
}
