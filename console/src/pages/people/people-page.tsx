import { Link, Outlet, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole, type Console } from '../../data/console.js';
import { useOrganizationId } from '../../data/organization.js';
import type { ListSearch } from '../../navigation/search.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import tabs from '../../parts/tabs.module.css';
import type { RowPlace } from '../../patterns/list/index.js';
import { AddPeople } from '../../patterns/add-person/index.js';
import { NeighboursProvider } from '../../patterns/neighbours/index.js';
import { ChangeSheet } from './change-sheet.js';
import { InvitationsTab } from './invitations-tab.js';
import { MembersTab } from './members-tab.js';
import { useCounts, type Counts } from './people-data.js';
import classes from './people.module.css';
import { RequestsTab } from './requests-tab.js';
import { readPeopleSearch, tabOf, withoutTab, type PeopleTab } from './search.js';

/** Everybody of an organization: members, those who are invited, who asks to join, and who is suspended. The panel of one stands beside. */
export function PeoplePage(): ReactNode {
  const { t } = useTranslation('people');
  const console = useConsole();
  const { memberId } = useParams({ strict: false });
  const [place, setPlace] = useState<RowPlace>({});
  return (
    <div className={classes['page']} {...(memberId !== undefined && { 'data-open': true })}>
      <div className={classes['main']}>
        {!console.data && <PageHeader title={t('title')} />}
        <Region query={console} lines={6}>
          {(data) => <People console={data} openId={memberId} onPlace={setPlace} />}
        </Region>
      </div>
      {memberId !== undefined && (
        <aside className={classes['panel']}>
          <NeighboursProvider value={place}>
            <Outlet />
          </NeighboursProvider>
        </aside>
      )}
    </div>
  );
}

interface PeopleProps {
  readonly console: Console;
  readonly openId: string | undefined;
  readonly onPlace: (place: RowPlace) => void;
}

function People({ console, openId, onPlace }: PeopleProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const navigate = useNavigate();
  const all = readPeopleSearch(useSearch({ strict: false }));
  const asked = tabOf(all);
  const { people } = console;
  const tab = people.tabs.includes(asked) ? asked : (people.tabs[0] ?? 'members');
  const counts = useCounts();
  const importing = useImport(console);
  const onSearch = (next: ListSearch, push: boolean): void => {
    const search = tab === 'members' ? next : { ...next, tab };
    void navigate({ to: '.', search: search as never, replace: !push, resetScroll: false });
  };
  const props = { search: withoutTab(all), onSearch, openId, onPlace };
  const changeId = all['change'];
  const states = people.invitedAmongMembers
    ? ['active', 'suspended', 'pending']
    : ['active', 'suspended'];
  return (
    <>
      <PageHeader title={t('title')} subtitle={<Subtitle counts={counts.data} />}>
        <AddPeople {...importing} />
      </PageHeader>
      <nav className={tabs['tabs']} aria-label={t('tabs.label')}>
        {people.tabs.map((name) => (
          <TabLink
            key={name}
            name={name}
            organizationId={organizationId}
            isCurrent={name === tab}
            counts={counts.data}
          />
        ))}
      </nav>
      {tab === 'members' && <MembersTab key="members" {...props} states={states} />}
      {tab === 'suspended' && <MembersTab key="suspended" {...props} states={['suspended']} />}
      {tab === 'invitations' && <InvitationsTab {...props} counts={counts.data} />}
      {tab === 'join-requests' && <RequestsTab {...props} />}
      {changeId !== undefined && (
        <ChangeSheet changeId={changeId} onClose={() => onSearch(withoutTab(all), false)} />
      )}
    </>
  );
}

/** The way to the import, where this console has its page and the person may open it. */
function useImport({ pages }: Console): { readonly onImport?: () => void } {
  const router = useRouter();
  const organizationId = useOrganizationId();
  const isThere = '/o/$organizationId/imports' in router.routesByPath;
  if (!isThere || pages['imports']?.open !== true) return {};
  return { onImport: () => void router.navigate({ to: `/o/${organizationId}/imports` }) };
}

interface TabLinkProps {
  readonly name: PeopleTab;
  readonly organizationId: string;
  readonly isCurrent: boolean;
  readonly counts: Counts | undefined;
}

function TabLink({ name, organizationId, isCurrent, counts }: TabLinkProps): ReactNode {
  const { t, i18n } = useTranslation('people');
  const number = numberOf(name, counts);
  return (
    <Link
      to="/o/$organizationId/people"
      params={{ organizationId }}
      search={(name === 'members' ? {} : { tab: name }) as never}
      activeOptions={{ exact: true }}
      {...(isCurrent && { 'aria-current': 'page' as const })}
    >
      {t(`tabs.${name}`)}{' '}
      {number !== undefined && (
        <span className="num">
          {number.toLocaleString(i18n.language)}
          {isCapped(name, counts) ? '+' : ''}
        </span>
      )}
    </Link>
  );
}

/** There are more than the number says; that of the active is exact at any size (console H10). */
function isCapped(name: PeopleTab, counts: Counts | undefined): boolean {
  const names = {
    members: 'suspended',
    suspended: 'suspended',
    invitations: 'invitations.pending',
    'join-requests': 'joinRequests',
  } as const;
  return counts?.capped.includes(names[name]) ?? false;
}

function numberOf(name: PeopleTab, counts: Counts | undefined): number | undefined {
  if (!counts) return undefined;
  if (name === 'members') return counts.active + counts.suspended;
  if (name === 'suspended') return counts.suspended;
  if (name === 'invitations') return counts.invitations?.pending;
  return counts.joinRequests;
}

function Subtitle({ counts }: { readonly counts: Counts | undefined }): ReactNode {
  const { t, i18n } = useTranslation('people');
  if (!counts) return ' ';
  const { active, suspended, invitations } = counts;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const parts = [
    t('subtitle.people', { count: active + suspended, number: number(active + suspended) }),
    ...(invitations && invitations.pending > 0
      ? [t('subtitle.invited', { count: invitations.pending, number: number(invitations.pending) })]
      : []),
  ];
  return parts.join(' · ');
}
