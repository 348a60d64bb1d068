import { followPage } from '../kit/guides.js';

followPage('docs/guides/quickstart.md', {
  server: false,
  showsRefusals: true,
  notRun: [
    '# Not run by the tests: npm fetches Express here. test/project/packages.test.ts installs the packed client and runs this application.',
  ],
});
