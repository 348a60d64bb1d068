import { expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { overStores, storeKinds } from '../kit/stores.js';
import { sorted } from './names.js';
import { bringBack, type Kind } from './past/databases.js';
import { BEGINNING } from './past/settings.js';
import { openStage } from './past/stages.js';
import { play } from './past/story.js';
import { writtenNames } from './written-names.js';

// The same history, played by the release before and by today's program, leaves the same words in the database.

const FILE = join('test', 'frozen', 'written-names.txt');
const kinds = storeKinds.filter(({ name }) => name !== 'sqlite-memory');
const writes = process.env['MUSTER_WRITE_FROZEN'] === '1';

async function compare(names: readonly string[]): Promise<void> {
  const lines = sorted(names);
  if (writes) await writeFile(FILE, `${lines.join('\n')}\n`);
  expect(lines).toEqual((await readFile(FILE, 'utf8')).split('\n').slice(0, -1));
}

overStores(
  'words that the history leaves',
  (kind) => {
    const name: Kind = kind.name === 'mongodb' ? 'mongodb' : 'sqlite';

    test('in the database of the release before', async () => {
      const opened = await kind.open();
      await opened.store.close();
      await bringBack(name, opened.url);
      await compare(await writtenNames(opened.url));
      await opened.close();
    }, 60_000);

    // what is written is the rules' business: one database says it
    if (name === 'mongodb') return;

    test('in one of today', async () => {
      const opened = await kind.open();
      const { stage, close } = await openStage(opened.url, BEGINNING);
      try {
        await play(stage);
      } finally {
        await close();
      }
      await compare(await writtenNames(opened.url));
      await opened.close();
    }, 180_000);
  },
  kinds,
);
