import { followPage } from '../kit/guides.js';

followPage('docs/sso/README.md', {
  notRun: [
    '# Not run by the tests: it needs an identity provider.',
    '# Not run by the tests: it needs an identity provider.',
  ],
});
