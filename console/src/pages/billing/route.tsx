import { createLazyRoute } from '@tanstack/react-router';
import { BillingPage } from './billing-page.js';

export const route = createLazyRoute('/o/$organizationId/billing')({ component: BillingPage });
