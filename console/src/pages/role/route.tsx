import { createLazyRoute } from '@tanstack/react-router';
import { RolePage } from './role-page.js';

export const route = createLazyRoute('/o/$organizationId/roles/$roleName')({ component: RolePage });
