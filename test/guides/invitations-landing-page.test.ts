import { followPage } from '../kit/guides.js';

followPage('docs/guides/invitations-landing-page.md', { server: false, showsRefusals: true });
