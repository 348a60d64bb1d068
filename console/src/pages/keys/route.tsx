import { createLazyRoute } from '@tanstack/react-router';
import { KeysPage } from './keys-page.js';

export const route = createLazyRoute('/o/$organizationId/keys')({ component: KeysPage });
