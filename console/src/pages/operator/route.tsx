import { createLazyRoute } from '@tanstack/react-router';
import { JobsPage } from './jobs-page.js';
import { OperatorFrame } from './operator-frame.js';
import { OrganizationsPage } from './organizations-page.js';
import { SupportPage } from './support-page.js';

export const frame = createLazyRoute('/operation')({ component: OperatorFrame });
export const organizations = createLazyRoute('/operator')({ component: OrganizationsPage });
export const jobs = createLazyRoute('/operator/jobs')({ component: JobsPage });
export const support = createLazyRoute('/operator/organizations/$organizationId')({
  component: SupportPage,
});
