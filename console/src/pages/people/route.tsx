import { createLazyRoute } from '@tanstack/react-router';
import { PeoplePage } from './people-page.js';

export const route = createLazyRoute('/o/$organizationId/people')({ component: PeoplePage });
