import { createLazyRoute } from '@tanstack/react-router';
import { SettingsPage } from './settings-page.js';

export const route = createLazyRoute('/o/$organizationId/settings')({ component: SettingsPage });
