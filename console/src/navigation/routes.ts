import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { FailedPage } from '../app/failed-page.js';
import { Frame } from '../app/frame.js';
import { NoPageHere, NotFound } from '../app/not-found.js';
import { PersonalFrame } from '../app/personal-frame.js';
import { Root } from '../app/root.js';
import { SignedIn } from '../app/signed-in.js';
import { StartPage } from '../app/start-page.js';
import { BASE } from '../data/server.js';
import { auditSearch } from '../pages/audit/search.js';
import { readPanelSearch } from '../pages/member/search.js';
import { notificationsSearch } from '../pages/notifications/search.js';
import { jobsSearch } from '../pages/operator/search.js';
import { rolesSearch } from '../pages/roles/search.js';
import { loadTexts } from '../texts/index.js';
import { spacesSearch } from '../pages/spaces/search.js';
import { readPeopleSearch } from '../pages/people/search.js';
import { present, readQuery, textOf, writeQuery, type RawSearch } from './search.js';

// One route for each page. A page is a chunk of its own and brings its words with it; its search parameters are read in
// pages/<page>/search.ts, so that an address is understood before the page is loaded.

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: () => loadTexts('home', 'requests'),
}).lazy(() => import('../pages/home/route.js').then(({ route }) => route));

const signedIn = createRoute({
  getParentRoute: () => root,
  path: '/me/signed-in',
  component: SignedIn,
});

const personal = createRoute({
  getParentRoute: () => root,
  id: 'personal',
  component: PersonalFrame,
  loader: () => loadTexts('me'),
  // the organization that somebody came from, to go back to
  validateSearch: (search: RawSearch) => present({ o: textOf(search['o'], 60) }),
});

const mine = {
  profile: createRoute({ getParentRoute: () => personal, path: '/me' }),
  display: createRoute({ getParentRoute: () => personal, path: '/me/display' }),
  security: createRoute({ getParentRoute: () => personal, path: '/me/security' }),
  notifications: createRoute({
    getParentRoute: () => personal,
    path: '/me/notifications',
    loader: () => loadTexts('notices'),
  }),
  organizations: createRoute({ getParentRoute: () => personal, path: '/me/organizations' }),
  requests: createRoute({
    getParentRoute: () => personal,
    path: '/me/requests',
    loader: () => loadTexts('requests'),
  }),
};

const ownPages = [
  mine.profile.lazy(() => import('../pages/me/route.js').then(({ profile }) => profile)),
  mine.display.lazy(() => import('../pages/me/route.js').then(({ display }) => display)),
  mine.security.lazy(() => import('../pages/me/route.js').then(({ security }) => security)),
  mine.notifications.lazy(() =>
    import('../pages/me/route.js').then(({ notifications }) => notifications),
  ),
  mine.organizations.lazy(() =>
    import('../pages/me/route.js').then(({ organizations }) => organizations),
  ),
  mine.requests.lazy(() => import('../pages/me/route.js').then(({ requests }) => requests)),
] as const;

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$organizationId',
  component: Frame,
  notFoundComponent: NoPageHere,
});

const overview = createRoute({
  getParentRoute: () => organization,
  path: '/',
  loader: () => loadTexts('overview', 'entries', 'requests'),
}).lazy(() => import('../pages/overview/route.js').then(({ route }) => route));

const start = createRoute({
  getParentRoute: () => organization,
  path: '/start',
  component: StartPage,
});

const people = createRoute({
  getParentRoute: () => organization,
  path: '/people',
  validateSearch: readPeopleSearch,
  loader: () => loadTexts('people', 'list', 'changes', 'refusals'),
}).lazy(() => import('../pages/people/route.js').then(({ route }) => route));

const member = createRoute({
  getParentRoute: () => people,
  path: '/$memberId',
  validateSearch: readPanelSearch,
  loader: () => loadTexts('panel', 'edit', 'adding', 'changes', 'entries', 'refusals'),
}).lazy(() => import('../pages/member/route.js').then(({ route }) => route));

const roles = createRoute({
  getParentRoute: () => organization,
  path: '/roles',
  validateSearch: rolesSearch,
  loader: () => loadTexts('roles'),
}).lazy(() => import('../pages/roles/route.js').then(({ route }) => route));

const role = createRoute({
  getParentRoute: () => organization,
  path: '/roles/$roleName',
  loader: () => loadTexts('roles'),
}).lazy(() => import('../pages/role/route.js').then(({ route }) => route));

const audit = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: auditSearch,
  loader: () => loadTexts('audit', 'list', 'entries'),
}).lazy(() => import('../pages/audit/route.js').then(({ route }) => route));

const keys = createRoute({
  getParentRoute: () => organization,
  path: '/keys',
  loader: () => loadTexts('keys', 'list'),
}).lazy(() => import('../pages/keys/route.js').then(({ route }) => route));

const notifications = createRoute({
  getParentRoute: () => organization,
  path: '/notifications',
  validateSearch: notificationsSearch,
  loader: () => loadTexts('notifications', 'notices', 'list'),
}).lazy(() => import('../pages/notifications/route.js').then(({ route }) => route));

const imports = createRoute({
  getParentRoute: () => organization,
  path: '/imports',
  loader: () => loadTexts('imports'),
}).lazy(() => import('../pages/imports/route.js').then(({ route }) => route));

const oneImport = createRoute({
  getParentRoute: () => organization,
  path: '/imports/$importId',
  loader: () => loadTexts('imports', 'refusals'),
}).lazy(() => import('../pages/import/route.js').then(({ route }) => route));

const spaces = createRoute({
  getParentRoute: () => organization,
  path: '/spaces',
  validateSearch: spacesSearch,
  loader: () => loadTexts('spaces'),
}).lazy(() => import('../pages/spaces/route.js').then(({ route }) => route));

const space = createRoute({
  getParentRoute: () => organization,
  path: '/spaces/$spaceId',
  loader: () => loadTexts('spaces', 'sources', 'changes'),
}).lazy(() => import('../pages/space/route.js').then(({ route }) => route));

const seats = createRoute({
  getParentRoute: () => organization,
  path: '/seats',
  loader: () => loadTexts('seats'),
}).lazy(() => import('../pages/seats/route.js').then(({ route }) => route));

const pool = createRoute({
  getParentRoute: () => organization,
  path: '/seats/$productId',
  loader: () => loadTexts('seats', 'sources', 'changes'),
}).lazy(() => import('../pages/pool/route.js').then(({ route }) => route));

const plan = createRoute({
  getParentRoute: () => organization,
  path: '/plan',
  loader: () => loadTexts('plan'),
}).lazy(() => import('../pages/plan/route.js').then(({ route }) => route));

const settings = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  loader: () => loadTexts('settings'),
}).lazy(() => import('../pages/settings/route.js').then(({ route }) => route));

const billing = createRoute({
  getParentRoute: () => organization,
  path: '/billing',
  loader: () => loadTexts('billing'),
}).lazy(() => import('../pages/billing/route.js').then(({ route }) => route));

const domains = createRoute({
  getParentRoute: () => organization,
  path: '/domains',
  loader: () => loadTexts('domains'),
}).lazy(() => import('../pages/domains/route.js').then(({ route }) => route));

const ofAccess = [roles, role, spaces, space, seats, pool, plan, billing, domains] as const;

const operation = createRoute({
  getParentRoute: () => root,
  id: 'operation',
  loader: () => loadTexts('operator'),
}).lazy(() => import('../pages/operator/route.js').then(({ frame }) => frame));

const ofOperators = [
  createRoute({ getParentRoute: () => operation, path: '/operator' }).lazy(() =>
    import('../pages/operator/route.js').then(({ organizations }) => organizations),
  ),
  createRoute({
    getParentRoute: () => operation,
    path: '/operator/jobs',
    validateSearch: jobsSearch,
  }).lazy(() => import('../pages/operator/route.js').then(({ jobs }) => jobs)),
  createRoute({
    getParentRoute: () => operation,
    path: '/operator/organizations/$organizationId',
    loader: () => loadTexts('entries', 'notifications'),
  }).lazy(() => import('../pages/operator/route.js').then(({ support }) => support)),
] as const;

const tree = root.addChildren([
  home,
  signedIn,
  operation.addChildren(ofOperators),
  personal.addChildren(ownPages),
  organization.addChildren([
    overview,
    start,
    settings,
    audit,
    keys,
    notifications,
    imports,
    oneImport,
    ...ofAccess,
    people.addChildren([member]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: BASE === '' ? '/' : BASE,
  defaultErrorComponent: FailedPage,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  scrollRestoration: true,
  parseSearch: readQuery,
  stringifySearch: writeQuery,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
