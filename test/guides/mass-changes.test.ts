import { followPage } from '../kit/guides.js';

followPage('docs/guides/mass-changes.md');
