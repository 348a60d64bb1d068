import { createLazyRoute } from '@tanstack/react-router';
import { SeatsPage } from './seats-page.js';

export const route = createLazyRoute('/o/$organizationId/seats')({ component: SeatsPage });
