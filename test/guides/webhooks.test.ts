import { followPage } from '../kit/guides.js';

// docs/webhooks.md works from top to bottom.

followPage('docs/webhooks.md');
