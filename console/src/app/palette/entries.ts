import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { useConsole } from '../../data/console.js';
import { useOwnOrganizations } from '../../data/person.js';
import { useChangePreferences } from '../../data/preferences.js';
import { server, serverPage } from '../../data/server.js';
import { addressOf } from '../../navigation/menu.js';
import { useMenus } from '../menus.js';
import { showOverlay } from '../shell.js';

/** A line of the palette: what it says, and what it does. */
export interface Entry {
  readonly id: string;
  readonly group: 'people' | 'pages' | 'actions' | 'organizations';
  readonly title: string;
  readonly detail?: string | undefined;
  readonly run: () => void;
}

const MAX_PEOPLE = 8;

/** Pages that this person may open, of the organization and of their own. */
export function usePages(): readonly Entry[] {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const { all } = useMenus(organizationId);
  const navigate = useNavigate();
  const shown = all.flatMap(({ title, pages }) => pages.map((page) => ({ title, page })));
  const own = ['display', 'security', 'notifications', 'organizations'] as const;
  return [
    ...shown
      .filter(({ page }) => page !== 'personal')
      .map(({ title, page }) => ({
        id: `page-${page}`,
        group: 'pages' as const,
        title: t(`nav.${page}`),
        detail: title,
        run: () => void navigate({ to: addressOf(page, organizationId) }),
      })),
    {
      id: 'page-me',
      group: 'pages',
      title: t('own.profile'),
      detail: t('nav.personal'),
      run: () => void navigate({ to: '/me', search: { o: organizationId } }),
    },
    ...own.map((name) => ({
      id: `page-me-${name}`,
      group: 'pages' as const,
      title: t(`own.${name}`),
      detail: t('nav.personal'),
      run: () => void navigate({ to: `/me/${name}`, search: { o: organizationId } }),
    })),
  ];
}

export function useActions(): readonly Entry[] {
  const { t } = useTranslation(['shell', 'frame']);
  const { setColorScheme } = useMantineColorScheme();
  const change = useChangePreferences();
  const scheme = (name: 'light' | 'dark' | 'auto') => (): void => {
    setColorScheme(name);
    change({ colorScheme: name === 'auto' ? 'system' : name });
  };
  const action = (id: string, title: string, run: () => void): Entry => ({
    id: `action-${id}`,
    group: 'actions',
    title,
    run,
  });
  return [
    ...(['light', 'dark', 'auto'] as const).map((name) =>
      action(name, t('shell:colors', { name: t(`frame:scheme.${name}`) }), scheme(name)),
    ),
    action('keys', t('shell:keys.title'), () => showOverlay('keys')),
    action('sign-out', t('frame:signOut'), () => location.assign(serverPage('/sign-out'))),
  ];
}

export function useOrganizations(): readonly Entry[] {
  const organizationId = useOrganizationId();
  const navigate = useNavigate();
  const own = useOwnOrganizations();
  const items = own.data?.pages.flatMap((page) => page.items) ?? [];
  return items
    .filter(({ access, organization }) => access === 'open' && organization.id !== organizationId)
    .map(({ organization, roles = [] }) => ({
      id: `organization-${organization.id}`,
      group: 'organizations',
      title: organization.name,
      detail: roles.map(({ title }) => title).join(', '),
      run: () => void navigate({ to: addressOf('overview', organization.id) }),
    }));
}

/** The server searches names and addresses; one request for each pause in typing. */
export function usePeople(q: string): { readonly items: readonly Entry[]; readonly busy: boolean } {
  const organizationId = useOrganizationId();
  const { data: shown } = useConsole();
  const navigate = useNavigate();
  const isAsked = q.length > 1 && shown?.pages['people']?.open === true;
  const { data, isFetching } = useQuery({
    queryKey: keyOf(organizationId, 'members', 'palette', q),
    queryFn: ({ signal }) =>
      server.listMembers({ params: { organizationId }, query: { q, limit: MAX_PEOPLE }, signal }),
    enabled: isAsked,
    placeholderData: (former) => former,
  });
  const items = (isAsked ? (data?.items ?? []) : []).flatMap((row): readonly Entry[] => {
    if (row.kind !== 'member') return [];
    const to = `${addressOf('people', organizationId)}/${row.id}`;
    return [
      {
        id: `person-${row.id}`,
        group: 'people',
        title: row.name,
        detail: row.email,
        run: () => void navigate({ to }),
      },
    ];
  });
  return { items, busy: isFetching };
}
