import { createLazyRoute } from '@tanstack/react-router';
import { NotificationsPage } from './notifications-page.js';

export const route = createLazyRoute('/o/$organizationId/notifications')({
  component: NotificationsPage,
});
