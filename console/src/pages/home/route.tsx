import { createLazyRoute } from '@tanstack/react-router';
import { HomePage } from './home-page.js';

export const route = createLazyRoute('/')({ component: HomePage });
