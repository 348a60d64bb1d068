import { expect } from '@jest/globals';
import { followPage } from '../kit/guides.js';

followPage('docs/guides/backup-and-restore.md', {
  notRun: ['# Not run by the tests: it needs the tools of MongoDB and a replica set.'],
  after({ printed: [, , verified = '', restored = ''] }) {
    expect(verified).toMatch(/ checked, 0 broken/);
    expect(restored).toContain('"slug":"before-the-backup"');
    return Promise.resolve();
  },
});
