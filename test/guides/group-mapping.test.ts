import { followPage } from '../kit/guides.js';

followPage('docs/guides/group-mapping.md');
