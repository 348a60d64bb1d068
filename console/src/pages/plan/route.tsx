import { createLazyRoute } from '@tanstack/react-router';
import { PlanPage } from './plan-page.js';

export const route = createLazyRoute('/o/$organizationId/plan')({ component: PlanPage });
