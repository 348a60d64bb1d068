import { createLazyRoute } from '@tanstack/react-router';
import { OverviewPage } from './overview-page.js';

export const route = createLazyRoute('/o/$organizationId/')({ component: OverviewPage });
