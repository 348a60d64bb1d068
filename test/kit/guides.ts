import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { FollowedPage, type FollowOptions, type GuideResult } from './followed-pages.js';
import { readGuide } from './guide-pages.js';

// Follows a page as a reader does. docs/recipes/add-a-guide.md is for those who write one.

export interface GuideOptions extends FollowOptions {
  /** the first lines of the shell blocks that the page says are not run by the tests */
  readonly notRun?: readonly string[];
  /** once the last block has run: what was printed, and the server is still there */
  readonly after?: (result: GuideResult) => Promise<void>;
}

const LONG_MS = 180_000;

/** One describe for a page, one test for each of its shell blocks. */
export function followPage(path: string, options: GuideOptions = {}): void {
  const page = readFileSync(path, 'utf8');
  const guide = readGuide(page);
  const { after, notRun = [] } = options;
  describe(path, () => {
    let followed: FollowedPage;
    beforeAll(async () => {
      followed = await FollowedPage.open(page, options);
      await followed.type(guide.run);
    }, LONG_MS);
    afterAll(() => followed.close(), LONG_MS);

    test('says of every block of commands that is not run that it is not', () => {
      expect(guide.notRun).toEqual(notRun);
      expect(guide.run.length).toBeGreaterThan(0);
    });

    for (const [index, block] of guide.run.entries()) {
      test(`line ${block.line}: ${block.text.split('\n')[0] ?? ''}`, () => {
        followed.check(block, index);
      });
    }

    if (after) test('has done what it says', () => after(followed.result()), LONG_MS);
  });
}
