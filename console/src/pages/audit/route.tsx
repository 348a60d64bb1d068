import { createLazyRoute } from '@tanstack/react-router';
import { AuditPage } from './audit-page.js';

export const route = createLazyRoute('/o/$organizationId/audit')({ component: AuditPage });
