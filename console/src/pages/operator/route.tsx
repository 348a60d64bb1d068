import { createLazyRoute } from '@tanstack/react-router';
import { OperatorPage } from './operator-page.js';

export const route = createLazyRoute('/operator')({ component: OperatorPage });
