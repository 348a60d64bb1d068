import { followPage } from '../kit/guides.js';

// docs/events.md works from top to bottom.

followPage('docs/events.md');
