import { createLazyRoute } from '@tanstack/react-router';
import { DisplayPage } from './display-page.js';
import { NotificationsPage } from './notifications-page.js';
import { OrganizationsPage } from './organizations-page.js';
import { ProfilePage } from './profile-page.js';
import { RequestsPage } from './requests-page.js';
import { SecurityPage } from './security-page.js';

export const profile = createLazyRoute('/personal/me')({ component: ProfilePage });
export const display = createLazyRoute('/personal/me/display')({ component: DisplayPage });
export const security = createLazyRoute('/personal/me/security')({ component: SecurityPage });
export const notifications = createLazyRoute('/personal/me/notifications')({
  component: NotificationsPage,
});
export const organizations = createLazyRoute('/personal/me/organizations')({
  component: OrganizationsPage,
});
export const requests = createLazyRoute('/personal/me/requests')({ component: RequestsPage });
