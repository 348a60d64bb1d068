import { createLazyRoute } from '@tanstack/react-router';
import { ImportPage } from './import-page.js';

export const route = createLazyRoute('/o/$organizationId/imports/$importId')({
  component: ImportPage,
});
