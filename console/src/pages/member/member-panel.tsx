import { Tabs } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Console } from '../../data/console.js';
import { problemOf } from '../../data/problems.js';
import { ChangedMeanwhile, useDraft, type Seen } from '../../patterns/edit/index.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import { Region } from '../../parts/region.js';
import { AccessTab } from './access-tab.js';
import { ActivityTab } from './activity-tab.js';
import { DetailsTab } from './details-tab.js';
import { DirectoryTab } from './directory-tab.js';
import {
  useSeats,
  useSpaces,
  type Member,
  type MemberSeat,
  type MemberSpace,
} from './member-data.js';
import classes from './member.module.css';
import { PanelActions } from './panel-actions.js';
import { PanelHeader } from './panel-header.js';
import { PendingChanges } from './pending-changes.js';
import { useMayEdit } from './permissions.js';
import { PowersDialog } from './powers-dialog.js';
import type { PanelTab } from './search.js';
import { SeatsTab } from './seats-tab.js';
import { SpacesTab } from './spaces-tab.js';
import { useFieldWords } from './field-words.js';
import { useSave } from './use-save.js';

interface MemberPanelProps {
  readonly member: Member;
  readonly console: Console;
  readonly seats: readonly MemberSeat[];
  readonly spaces: readonly MemberSpace[];
  readonly seen: Seen;
}

/** One draft for all tabs: nothing is written before Save. */
export function MemberPanel({ member, console, seats, spaces, seen }: MemberPanelProps): ReactNode {
  const { t } = useTranslation('panel');
  const { panel, edit } = useSearch({ from: '/o/$organizationId/people/$memberId' });
  const navigate = useNavigate({ from: '/o/$organizationId/people/$memberId' });
  const mayEdit = useMayEdit(member) === undefined && member.status !== 'left';
  const editing = useDraft(seen, edit === 'yes' && mayEdit);
  const words = useFieldWords({ console, seats, spaces, changes: editing.changes });
  const saving = useSave({ member, console, seats, spaces, editing });
  const tab = panel ?? console.panel.tabs[0] ?? 'access';
  const open = (next: string | null): void => {
    void navigate({ search: (now) => ({ ...now, panel: next as PanelTab }), replace: true });
  };
  const parts = { member, console, seats, spaces, editing };
  return (
    <section className={classes['panel']} aria-labelledby="member-name">
      <PanelHeader {...parts} isBusy={saving.isBusy} onSave={saving.save} />
      <div className={classes['notices']}>
        <ChangedMeanwhile
          conflicts={editing.conflicts}
          label={words.label}
          show={words.show}
          onSettle={editing.settle}
        />
        {saving.error !== undefined && (
          <p className={classes['error']} role="alert">
            {problemOf(saving.error).detail}
          </p>
        )}
      </div>
      <Tabs value={tab} onChange={open} keepMounted={false} className={classes['tabs'] ?? ''}>
        <Tabs.List aria-label={t('parts')}>
          {console.panel.tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes['body'] ?? ''}>
          <TabBody tab={tab} {...parts} />
        </Tabs.Panel>
      </Tabs>
      {editing.isDirty && <PendingChanges editing={editing} words={words} />}
      {!editing.isEditing && <PanelActions member={member} />}
      {saving.powers && (
        <PowersDialog
          member={member}
          preview={saving.powers}
          onClose={saving.cancel}
          onConfirm={saving.confirm}
        />
      )}
      <LeaveDialog isDirty={editing.isDirty} />
    </section>
  );
}

interface KnownProps {
  readonly query: UseQueryResult<unknown>;
  readonly children: ReactNode;
}

/** "No seat" is said when that is known: not while it is read, and not when reading failed. Who may not read is told so by the tab. */
function Known({ query, children }: KnownProps): ReactNode {
  return query.isEnabled ? <Region query={query}>{() => children}</Region> : children;
}

type TabBodyProps = Omit<MemberPanelProps, 'seen'> & {
  readonly tab: PanelTab;
  readonly editing: ReturnType<typeof useDraft>;
};

function TabBody({ tab, ...parts }: TabBodyProps): ReactNode {
  const seats = useSeats(parts.member.id);
  const spaces = useSpaces(parts.member.id);
  switch (tab) {
    case 'access':
      return <AccessTab member={parts.member} />;
    case 'seats':
      return <Known query={seats}>{<SeatsTab {...parts} />}</Known>;
    case 'spaces':
      return <Known query={spaces}>{<SpacesTab {...parts} />}</Known>;
    case 'details':
      return <DetailsTab {...parts} />;
    case 'activity':
      return <ActivityTab member={parts.member} />;
    default:
      return <DirectoryTab member={parts.member} />;
  }
}
