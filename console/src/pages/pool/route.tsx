import { createLazyRoute } from '@tanstack/react-router';
import { PoolPage } from './pool-page.js';

export const route = createLazyRoute('/o/$organizationId/seats/$productId')({
  component: PoolPage,
});
