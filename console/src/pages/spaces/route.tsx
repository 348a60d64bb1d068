import { createLazyRoute } from '@tanstack/react-router';
import { SpacesPage } from './spaces-page.js';

export const route = createLazyRoute('/o/$organizationId/spaces')({ component: SpacesPage });
