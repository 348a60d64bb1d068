import { createLazyRoute } from '@tanstack/react-router';
import { SpacePage } from './space-page.js';

export const route = createLazyRoute('/o/$organizationId/spaces/$spaceId')({
  component: SpacePage,
});
