// Made the databases of the release before the rewrite, and wrote down what it answered. Run once, with a checkout of commit 24911f6 that
// has its packages and is built, and an empty MongoDB database:
//   node --import tsx test/frozen/past/record.ts <checkout> mongodb://127.0.0.1:27017/muster_past?replicaSet=rs0
// The history is played over HTTP by the same files that the test plays against today's server.
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringBack, dump, keep, type Kind } from './databases.js';
import { record, requestsFor, type Recorded } from './requests.js';
import { BEGINNING, OPERATOR_KEY, settingsOf } from './settings.js';
import type { Stage } from './stage.js';
import { play } from './story.js';

const SERVER = fileURLToPath(new URL('old-server.mjs', import.meta.url));
const checkout = resolve(process.argv[2] ?? '');

interface Old {
  readonly stage: Stage;
  close(): Promise<void>;
}

interface Said {
  readonly id?: number;
  readonly url?: string;
  readonly error?: string;
}

/** Sends an order and waits until it is done. */
function orderer(child: ChildProcess): (order: string, value?: unknown) => Promise<void> {
  let last = 0;
  return (order, value) => {
    const id = (last += 1);
    return new Promise((done, failed) => {
      const hear = (said: Said): void => {
        if (said.id !== id) return;
        child.off('message', hear);
        if (said.error === undefined) done();
        else failed(new Error(said.error));
      };
      child.on('message', hear);
      child.send({ id, order, value });
    });
  };
}

/** A server of then over a database, at a time. */
async function open(storeUrl: string, folder: string, beginning: number): Promise<Old> {
  const settings = JSON.stringify(settingsOf(storeUrl, folder));
  const options = { cwd: checkout, execArgv: [] };
  const child = fork(SERVER, [checkout, settings, String(beginning)], options);
  const url = await new Promise<string>((done, failed) => {
    child.once('message', (said: Said) => done(String(said.url)));
    child.once('exit', () => failed(new Error('The server of then did not start.')));
  });
  const order = orderer(child);
  let time = beginning;
  const stage: Stage = {
    url,
    operatorKey: OPERATOR_KEY,
    advance: (milliseconds) => {
      time += milliseconds;
      return order('advance', milliseconds);
    },
    now: () => time,
    run: (job) => order('run', job),
    record: (domain, texts) => order('record', [domain, texts]),
    mails: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
      return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    },
  };
  const close = async (): Promise<void> => {
    await order('close');
    child.disconnect();
  };
  return { stage, close };
}

async function make(kind: Kind, storeUrl: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const first = await open(storeUrl, folder, BEGINNING);
  const held = await play(first.stage);
  const now = first.stage.now();
  await first.close();
  if (kind === 'sqlite') await keep('sqlite.db', await readFile(storeUrl.replace('sqlite:', '')));
  else await keep('mongodb.json', await dump(storeUrl));
  // reads leave traces: those that are written down begin where the kept database ends
  const looking = await open(storeUrl, folder, now);
  const requests = await requestsFor(looking.stage, held);
  await looking.close();
  await bringBack(kind, storeUrl);
  const second = await open(storeUrl, folder, now);
  const answers: Recorded[] = [];
  for (const request of requests) answers.push(await record(second.stage, held, request));
  await second.close();
  await keep(`${kind}-answers.json`, JSON.stringify({ now, held, answers }));
  console.log(kind, new Date(now).toISOString(), answers.length);
}

const folder = await mkdtemp(join(tmpdir(), 'muster-past-'));
try {
  await make('sqlite', `sqlite:${join(folder, 'muster.db')}`, join(folder, 'sqlite-mails'));
  const url = process.argv[3];
  if (url !== undefined) await make('mongodb', url, join(folder, 'mongodb-mails'));
} finally {
  await rm(folder, { recursive: true, force: true });
}
