import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { CopyButton } from '../../parts/copy-button.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Status } from '../../parts/status.js';
import type { Editing } from '../../patterns/edit/index.js';
import { ElevationSwitch } from '../../patterns/elevation/index.js';
import { useNeighbours } from '../../patterns/neighbours/index.js';
import type { Member } from './member-data.js';
import { MemberAvatar } from './member-avatar.js';
import classes from './member.module.css';
import { useMayEdit } from './permissions.js';

interface PanelHeaderProps {
  readonly member: Member;
  readonly editing: Editing;
  readonly isBusy: boolean;
  readonly onSave: () => void;
}

/** Who it is, and the top bar: previous and next, Edit and then Save, close. */
export function PanelHeader(props: PanelHeaderProps): ReactNode {
  const { member, editing } = props;
  const header = useFocusOfEditing(editing.isEditing);
  return (
    <header ref={header} className={classes['header']}>
      <div className={classes['bar']}>
        <Steps />
        <span className={classes['space']} />
        <EditOrSave {...props} />
        <Close />
      </div>
      <div className={classes['who']}>
        <MemberAvatar member={member} isEditing={props.editing.isEditing} />
        <div className={classes['names']}>
          <h2 id="member-name" tabIndex={-1}>
            <bdi>{member.name}</bdi>
          </h2>
          <Address email={member.email} />
          <Group gap={12} mt={4}>
            <MemberStatus member={member} />
            <ElevationSwitch member={member} />
          </Group>
        </div>
      </div>
    </header>
  );
}

function Address({ email }: { readonly email: string | undefined }): ReactNode {
  const { t } = useTranslation('panel');
  if (email === undefined) return <span className="muted">{t('noAddress')}</span>;
  return (
    <span className={classes['address']}>
      <bdi dir="ltr">{email}</bdi>
      <CopyButton value={email} label={t('copyAddress')} />
    </span>
  );
}

function MemberStatus({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('panel');
  const { status, suspendedBy = 'person' } = member;
  if (status === 'active') return <Status tone="ok">{t('status.active')}</Status>;
  if (status === 'left') return <Status tone="bad">{t('status.left')}</Status>;
  return <Status tone="off">{t(`status.suspended.${suspendedBy}`)}</Status>;
}

function EditOrSave({ member, editing, isBusy, onSave }: PanelHeaderProps): ReactNode {
  const { t } = useTranslation(['panel', 'frame']);
  const lack = useMayEdit(member);
  if (member.status === 'left') return null;
  if (!editing.isEditing) {
    return (
      <ReasonedButton variant="default" data-edit reason={lack} onClick={editing.start}>
        {t('panel:edit')}
      </ReasonedButton>
    );
  }
  return (
    <>
      <Button variant="default" disabled={isBusy} onClick={editing.end}>
        {t('frame:cancel')}
      </Button>
      <Button loading={isBusy} disabled={editing.conflicts.length > 0} onClick={onSave}>
        {t('panel:save')}
      </Button>
    </>
  );
}

/**
 * Edit and Save take each other's place, and the focus with them: editing goes on at the open tab, whose fields follow, and ends at Edit.
 * Nothing is taken from a control that has the focus.
 */
function useFocusOfEditing(isEditing: boolean): RefObject<HTMLElement | null> {
  const header = useRef<HTMLElement>(null);
  const before = useRef(isEditing);
  useEffect(() => {
    if (before.current === isEditing) return undefined;
    before.current = isEditing;
    const next = isEditing ? '[role=tab][aria-selected=true]' : '[data-edit]';
    const timer = setTimeout(() => {
      if (document.activeElement !== document.body) return;
      header.current?.parentElement?.querySelector<HTMLElement>(next)?.focus();
    });
    return () => clearTimeout(timer);
  }, [isEditing]);
  return header;
}

/** To the person above and below in the list, with the place in it. Absent where no list stands beside. */
function Steps(): ReactNode {
  const { t } = useTranslation('panel');
  const { previousId, nextId, place, total } = useNeighbours();
  if (previousId === undefined && nextId === undefined) return null;
  return (
    <>
      <Step id={previousId} label={t('previous')} icon={<IconChevronUp size={18} />} />
      <Step id={nextId} label={t('next')} icon={<IconChevronDown size={18} />} />
      {place !== undefined && (
        <span className="muted num">
          {total === undefined ? place : t('place', { place, total })}
        </span>
      )}
    </>
  );
}

interface StepProps {
  readonly id: string | undefined;
  readonly label: string;
  readonly icon: ReactNode;
}

function Step({ id, label, icon }: StepProps): ReactNode {
  const organizationId = useOrganizationId();
  if (id === undefined) {
    return (
      <ActionIcon aria-label={label} disabled>
        {icon}
      </ActionIcon>
    );
  }
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        renderRoot={(rest: object) => (
          <Link
            {...rest}
            to="/o/$organizationId/people/$memberId"
            params={{ organizationId, memberId: id }}
            search
            resetScroll={false}
          />
        )}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** The list keeps its filters. */
function withoutPanel(search: object): Record<string, string> {
  const kept = Object.entries(search).filter(([name]) => name !== 'panel' && name !== 'edit');
  return Object.fromEntries(kept) as Record<string, string>;
}

function Close(): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  return (
    <Tooltip label={t('close')}>
      <ActionIcon
        aria-label={t('close')}
        renderRoot={(rest: object) => (
          <Link
            {...rest}
            to="/o/$organizationId/people"
            params={{ organizationId }}
            search={withoutPanel}
            resetScroll={false}
          />
        )}
      >
        <IconX size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
