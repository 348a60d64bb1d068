import { createLazyRoute } from '@tanstack/react-router';
import { MemberPage } from './member-page.js';

export const route = createLazyRoute('/o/$organizationId/people/$memberId')({
  component: MemberPage,
});
