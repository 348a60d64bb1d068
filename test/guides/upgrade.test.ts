import { followPage } from '../kit/guides.js';

followPage('docs/guides/upgrade.md', {
  notRun: ['# Not run by the tests: it needs a unit of systemd.'],
});
