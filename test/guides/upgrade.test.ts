import { followPage } from '../kit/guides.js';

followPage('docs/guides/upgrade.md', {
  notRun: [
    '# Not run by the tests: it needs a unit of systemd.',
    '# Not run by the tests: Muster has to be stopped. test/adapters/sqlite/page-sizes.test.ts runs it, and kills it.',
  ],
});
