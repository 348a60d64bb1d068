import { followPage } from '../kit/guides.js';

followPage('docs/guides/sign-in.md', { showsRefusals: true });
