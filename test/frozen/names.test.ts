import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';
import { mongoNames } from './database-names.js';
import { collectNames, sorted, type Names } from './names.js';

// Names that data and users hold: a release keeps them. A line that disappears here is a break, whatever the compiler says. What is
// new is written down with `MUSTER_WRITE_FROZEN=1 npm run test:one -- test/frozen/names` and read in the difference.

const FOLDER = join('test', 'frozen', 'names');
/** Needs an engine, which not every machine has. */
const MONGODB = 'mongodb';

const writes = process.env['MUSTER_WRITE_FROZEN'] === '1';

async function kept(list: string): Promise<string[]> {
  const text = await readFile(join(FOLDER, `${list}.txt`), 'utf8');
  return text.split('\n').slice(0, -1);
}

async function compare(list: string, lines: readonly string[]): Promise<void> {
  if (writes) await writeFile(join(FOLDER, `${list}.txt`), `${lines.join('\n')}\n`);
  expect(lines).toEqual(await kept(list));
}

describe('names that are kept', () => {
  let names: Names;
  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    names = await collectNames();
  }, 120_000);

  const lists = [
    'addresses',
    'collections',
    'commands',
    'faults',
    'jobs',
    'mails',
    'metrics',
    'notices',
    'permissions',
    'presets',
    'record-fields',
    'rest',
    'scim',
    'settings',
    'sqlite',
    'tokens',
  ];

  test.each(lists)('%s', async (list) => {
    await compare(list, names[list] ?? []);
  });

  test('there is a list for each file and a file for each list', async () => {
    const files = (await readdir(FOLDER)).map((file) => file.replace('.txt', ''));
    expect(Object.keys(names).sort()).toEqual(lists);
    expect(files.sort()).toEqual([...lists, MONGODB].sort());
  });
});

overStores(
  'names of the database',
  (kind) => {
    test('collections and indexes', async () => {
      const opened = await kind.open();
      const server = await startServer({ storeUrl: opened.url, jobs: true });
      try {
        await compare(MONGODB, sorted(await mongoNames(opened.url)));
      } finally {
        await server.close();
        await opened.close();
      }
    }, 120_000);
  },
  oneKindPerDatabase.filter(({ name }) => name === 'mongodb'),
);
