import { createLazyRoute } from '@tanstack/react-router';
import { RolesPage } from './roles-page.js';

export const route = createLazyRoute('/o/$organizationId/roles')({ component: RolesPage });
