/**
 * `npm run bench -- [--store sqlite|mongodb|mongodb://…] [--sizes 1000,10000] [--seconds 3] [--rounds 6] [--connections 8] [--markdown FILE]`
 * `npm run bench -- --compare REF [--reads]`: beside the server of another commit; `--reads`: only reads by SCIM
 * `npm run bench -- --bursts [--sizes 100000] [--people 50000]`: the longest stretch in which the server answers nobody;
 *   `--trace`: and, on the standard error, what ran meanwhile; its figures are not to be recorded
 * `npm run bench -- --growth [--sizes 1000,100000]`: what lists cost at each size
 * `npm run bench -- --memory [--sizes 100000] [--people 2000]`: memory after the start and after everything, disk of a person; SQLite
 * `npm run bench -- --peers [--only-peers NAME,NAME] [--install] [--sizes 10000]`: beside other servers of SCIM (bench/peers)
 *
 * `--seeded DIR` keeps the databases that are filled, and uses those that are there: SQLite only.
 *
 * Rates, latencies, CPU and memory of a real server process, each beside the bare limit of the same run: plain Express routes
 * around prepared look-ups and store calls (bench/server.ts), in a process of their own. Processes are asked in turn, `rounds` times, and the
 * least processor time of a request counts. Nothing here is asserted; docs/performance.md holds a recorded run.
 */
import './fresh-build.js';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchBursts } from './bursts.js';
import { checkOut } from './checkouts.js';
import { benchGrowth } from './growth.js';
import type { Databases } from './kept.js';
import { benchMemory } from './memory.js';
import { benchPeers } from './peers/index.js';
import { benchStore } from './rows.js';
import { table } from './tables.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true },
    sizes: { type: 'string' },
    bursts: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    'peers-folder': { type: 'string' },
    'only-peers': { type: 'string' },
    install: { type: 'boolean', default: false },
    people: { type: 'string' },
    seeded: { type: 'string' },
    compare: { type: 'string' },
    reads: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '8' },
    markdown: { type: 'string' },
  },
});

const engine = fileURLToPath(new URL('../../shared/mongo/engine', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const former =
  values.compare === undefined ? undefined : checkOut(values.compare, join(work, 'former'));
const stores = values.store ?? (isOfSqlite() ? ['sqlite'] : ['sqlite', 'mongodb']);
const plan = {
  sizes: (values.sizes ?? usualSizes()).split(',').map(Number),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
  readsOnly: values.reads,
  ...(former && { former }),
};

const lines = [
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ` +
    `${plan.connections} connections, ${plan.rounds} rounds, ${plan.seconds} s a row, load ${load()} at the beginning.`,
];
try {
  for (const kind of stores) {
    const found = kind.startsWith('mongodb')
      ? await withMongo(kind)
      : await measureIn({ urlOf, ...kept() });
    lines.push('', `### ${kind.split(':', 1)[0] ?? kind}`, '', ...found);
  }
} finally {
  former?.remove();
  rmSync(work, { recursive: true, force: true });
}
lines.push('', `Load ${load()} at the end.`);
console.log(lines.join('\n'));
if (values.markdown) writeFileSync(values.markdown, `${lines.join('\n')}\n`);

/** What else the machine had to do: the number of threads that wanted a processor in the last minute. */
function load(): string {
  return (loadavg()[0] ?? NaN).toFixed(1);
}

function isOfSqlite(): boolean {
  return values.peers || values.memory;
}

function usualSizes(): string {
  if (values.bursts || values.memory) return '100000';
  return values.peers ? '10000' : '1000,10000,100000,1000000';
}

async function measureIn(databases: Databases): Promise<string[]> {
  if (values.growth) return benchGrowth(databases, plan.sizes);
  const tables: string[] = [];
  const each = async (measure: (size: number) => Promise<string[]>): Promise<string[]> => {
    for (const size of plan.sizes)
      tables.push(...(tables.length > 0 ? [''] : []), ...(await measure(size)));
    return tables;
  };
  if (values.peers) return each(peers);
  if (values.bursts) {
    const people = Number(values.people ?? '50000');
    return each((size) => benchBursts(databases, { size, people, isTraced: values.trace }));
  }
  if (values.memory) {
    const people = Number(values.people ?? '2000');
    return each((size) => benchMemory({ ...plan, ...databases, size, people, work }));
  }
  return table(await benchStore({ ...plan, ...databases }));
}

function peers(size: number): Promise<string[]> {
  const folder = values['peers-folder'] ?? join(work, 'peers');
  return benchPeers({
    ...plan,
    size,
    folder,
    install: values.install,
    ...(values['only-peers'] !== undefined && { only: values['only-peers'].split(',') }),
    work: join(work, `${size}`),
  });
}

function urlOf(size: number): string {
  return `sqlite:${join(work, `users-${size}.db`)}`;
}

function kept(): Pick<Databases, 'keptIn'> {
  return values.seeded === undefined ? {} : { keptIn: values.seeded };
}

/** A MongoDB that is named, in the call or in MUSTER_TEST_MONGODB_URL, else the engine with fsync on, else nothing, said loudly. */
async function withMongo(named: string): Promise<string[]> {
  const isUrl = named.startsWith('mongodb:') || named.startsWith('mongodb+srv:');
  const given = isUrl ? named : process.env['MUSTER_TEST_MONGODB_URL'];
  if (!given && !existsSync(engine)) {
    console.error('*** NO MONGODB: its rows were not measured.');
    return [];
  }
  const dir = join(work, 'mongo');
  const args = ['--dir', dir, '--port', '27377'];
  const url =
    given ?? execFileSync(engine, ['start', ...args, '--durable'], { encoding: 'utf8' }).trim();
  const inDatabase = (size: number): string =>
    url.replace(/\/(\?|$)/, `/bench_${process.pid}_${size}$1`);
  try {
    return await measureIn({ urlOf: inDatabase });
  } finally {
    if (!given) execFileSync(engine, ['stop', '--dir', dir]);
  }
}
