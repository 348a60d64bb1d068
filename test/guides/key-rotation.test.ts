import { followPage } from '../kit/guides.js';

followPage('docs/guides/key-rotation.md', {
  showsRefusals: true,
  notRun: ['# Not run by the tests: it needs processes whose settings you change.'],
});
