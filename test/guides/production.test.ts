import { afterAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { followPage } from '../kit/guides.js';
import { storeKinds } from '../kit/stores.js';

const page = readFileSync('docs/guides/production.md', 'utf8');

// two processes over one database: MongoDB where there is one, else a file
const mongodb = storeKinds.find(({ name }) => name === 'mongodb');
const opened = mongodb?.available === true ? await mongodb.open() : undefined;
const [, printedUrl = ''] = /^echo '(mongodb:[^']+)'/m.exec(page) ?? [];

followPage('docs/guides/production.md', {
  server: false,
  values: { [printedUrl]: opened?.url ?? 'sqlite:./data/muster.db' },
  notRun: [
    '# Not run by the tests: it needs mongosh and an administrator of your MongoDB.',
    '# Not run by the tests: it needs nginx, a name and a certificate.',
    '# Not run by the tests: it asks your mail server and your public address.',
    '# Not run by the tests: it needs root and systemd.',
    '# Not run by the tests: it needs Docker.',
    '# Not run by the tests: it needs a cluster and a registry for the image.',
  ],
});

afterAll(() => opened?.close());

test('the table of alerts has every metric, and none that there is not', () => {
  const kept = readFileSync('test/frozen/names/metrics.txt', 'utf8').split('\n');
  const metrics = kept.flatMap((line) => /^(\w+) is a /.exec(line)?.[1] ?? []);
  const rows = page.split('\n').filter((line) => line.startsWith('| `muster_'));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(named.map(([, name]) => name).sort()).toEqual(metrics.sort());
});
