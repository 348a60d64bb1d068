import { followPage } from '../kit/guides.js';

followPage('docs/guides/console.md');
