import { createLazyRoute } from '@tanstack/react-router';
import { DomainsPage } from './domains-page.js';

export const route = createLazyRoute('/o/$organizationId/domains')({ component: DomainsPage });
