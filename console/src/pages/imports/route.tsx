import { createLazyRoute } from '@tanstack/react-router';
import { ImportsPage } from './imports-page.js';

export const route = createLazyRoute('/o/$organizationId/imports')({ component: ImportsPage });
