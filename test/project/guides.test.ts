import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FollowedPage } from '../kit/followed-pages.js';
import { blocksOf, matchesOutput, readGuide } from '../kit/guide-pages.js';

// Every guide that shows commands is followed by a test, and the follower finds what is wrong with a page.

/** `guides/okta.md` */
const guides = ['guides', 'sso'].flatMap((folder) =>
  readdirSync(join('docs', folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`),
);
/** Pages with commands for readers, and the test that follows each. */
const pages = [
  ['README.md', 'test/guides/readme.test.ts'],
  ['docs/rest.md', 'test/guides/rest.test.ts'],
  ...guides.map((name) => [
    `docs/${name}`,
    `test/guides/${name.replace('guides/', '').replace('sso/', 'sso-').replace('.md', '.test.ts').toLowerCase()}`,
  ]),
];

test.each(pages)('%s is followed by %s, if it has commands', (path, file) => {
  const page = readFileSync(path!, 'utf8');
  const { run, notRun } = readGuide(page);
  if (run.length + notRun.length === 0) return;
  expect(readFileSync(file!, 'utf8')).toContain(`followPage('${path}'`);
});

test('every block of a guide says what it is, and README leads to every guide', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const name of guides) {
    const blocks = blocksOf(readFileSync(join('docs', name), 'utf8'));
    expect([name, blocks.filter(({ language }) => language === '')]).toEqual([name, []]);
    expect(readme).toContain(`](docs/${name})`);
  }
});

const PAGE = `# One

\`\`\`sh
place=$PWD
sleep 60 & echo started
\`\`\`

It says:

\`\`\`text
started
\`\`\`

\`\`\`sh
# Not run by the tests: it needs a domain.
false
\`\`\`

\`\`\`sh
test "$place" = "$PWD" && ls package.json
echo http://127.0.0.1:9999/ > note
false
echo never
\`\`\`

## Two

\`\`\`text
no output of the block above
\`\`\`

\`\`\`sh
true
\`\`\`
`;

describe('the follower of pages', () => {
  test('types what is to be run into one shell, and ends at a line that fails', async () => {
    const { run, notRun } = readGuide(PAGE);
    expect(notRun).toEqual(['# Not run by the tests: it needs a domain.']);
    expect(run.map(({ line, output }) => [line, output])).toEqual([
      [4, 'started\n'],
      [20, undefined],
      [33, undefined],
    ]);
    const followed = await FollowedPage.open(PAGE, { server: false });
    await followed.type(run).catch(() => followed.close());
    followed.check(run[0]!, 0);
    expect(() => followed.check({ ...run[0]!, output: 'begun\n' }, 0)).toThrow('begun');
    expect(() => followed.check(run[1]!, 1)).toThrow(/fails:[^]*package\.json[^]*ended with 1/);
    expect(() => followed.check(run[2]!, 2)).toThrow('Not reached');
    const note = readFileSync(join(followed.folder, 'note'), 'utf8');
    expect(note).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(note).not.toContain('9999');
    await followed.close();
    expect(() => readdirSync(followed.place)).toThrow('ENOENT');
  });

  test('refuses commands that it would not see', () => {
    expect(() => readGuide('```bash\ntrue\n```\n')).toThrow('Line 2: write ```sh');
    expect(() => blocksOf('```sh\ntrue\n')).toThrow('has no end');
  });

  test('… stands for what differs from run to run', () => {
    expect(matchesOutput('id 1234 ok\n', 'id … ok')).toBe(true);
    expect(matchesOutput('id 1234\nok\n', 'id … ok')).toBe(false);
    expect(matchesOutput('a\nb\nc\n', 'a\n…\nc')).toBe(true);
    expect(matchesOutput('a\nb\n', 'a')).toBe(false);
    expect(matchesOutput('a.c\n', 'a.c')).toBe(true);
    expect(matchesOutput('abc\n', 'a.c')).toBe(false);
  });
});
