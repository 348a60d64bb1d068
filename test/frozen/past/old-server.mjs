// A server of an older release, in a process of its own: plain Node, so that none of today's sources can get in between.
// Arguments: the folder of the release (built), its settings as JSON, and the time at which its clock stands. Controlled by messages.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [checkout, settings, now] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(checkout, 'dist', file)).href);
const { compose } = await load('main.js');
const { loadSettings } = await load('settings/index.js');
const { silentLog } = await load('kernel/index.js');

let time = Number(now);
const records = new Map();
const server = await compose(loadSettings({ env: {}, overrides: JSON.parse(settings) }), {
  clock: { now: () => time },
  log: silentLog,
  resolver: { proofs: async (domain) => records.get(domain) ?? [] },
});

const orders = {
  advance: async (milliseconds) => void (time += milliseconds),
  run: async (job) => void (await server.jobs.runNow(job)),
  record: async ([domain, texts]) => void records.set(domain, texts),
  close: () => server.close(),
};

process.on('message', ({ id, order, value }) => {
  orders[order](value).then(
    () => process.send({ id }),
    (error) => process.send({ id, error: String(error?.stack ?? error) }),
  );
});

process.send({ url: await server.doors.listen() });
