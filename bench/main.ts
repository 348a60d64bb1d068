/**
 * `npm run bench -- [--store sqlite|mongodb] [--sizes 1000,10000] [--seconds 3] [--rounds 6] [--connections 8] [--markdown FILE]`
 * `npm run bench -- --compare REF [--reads]`: beside the server of another commit; `--reads`: only reads by SCIM
 * `npm run bench -- --bursts [--store sqlite] [--sizes 100000] [--people 50000]`: the longest stretch in which the server answers nobody
 * `npm run bench -- --growth [--store sqlite] [--sizes 1000,100000]`: what lists cost at each size
 *
 * Rates, latencies, CPU and memory of a real server process, each beside the bare limit of the same run: plain Express routes
 * around prepared look-ups and store calls (bench/server.ts), in a process of their own. Processes are asked in turn, `rounds` times, and the
 * least processor time of a request counts. Nothing here is asserted; docs/performance.md holds a recorded run.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchBursts } from './bursts.js';
import { checkOut } from './checkouts.js';
import { benchGrowth } from './growth.js';
import { benchStore } from './rows.js';
import { table } from './tables.js';

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true, default: ['sqlite', 'mongodb'] },
    sizes: { type: 'string' },
    bursts: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    people: { type: 'string', default: '50000' },
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
const plan = {
  sizes: (values.sizes ?? (values.bursts ? '100000' : '1000,10000,100000,1000000'))
    .split(',')
    .map(Number),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
  readsOnly: values.reads,
  ...(former && { formerBench: former.bench }),
};

const lines = [
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ` +
    `${plan.connections} connections, ${plan.rounds} rounds, ${plan.seconds} s a row.`,
];
try {
  for (const kind of values.store) {
    const found = kind === 'mongodb' ? await withMongo() : await measureIn(urlOf);
    lines.push('', `### ${kind}`, '', ...found);
  }
} finally {
  former?.remove();
  rmSync(work, { recursive: true, force: true });
}
console.log(lines.join('\n'));
if (values.markdown) writeFileSync(values.markdown, `${lines.join('\n')}\n`);

async function measureIn(storeUrlOf: (size: number) => string): Promise<string[]> {
  if (values.growth) return benchGrowth(storeUrlOf, plan.sizes);
  if (!values.bursts) return table(await benchStore({ ...plan, urlOf: storeUrlOf }));
  const tables: string[] = [];
  const people = Number(values.people);
  for (const size of plan.sizes) {
    tables.push(...(await benchBursts(storeUrlOf(size), { size, people })));
  }
  return tables;
}

function urlOf(size: number): string {
  return `sqlite:${join(work, `users-${size}.db`)}`;
}

/** A real MongoDB from MUSTER_TEST_MONGODB_URL, else the engine with fsync on, else nothing, said loudly. */
async function withMongo(): Promise<string[]> {
  const given = process.env['MUSTER_TEST_MONGODB_URL'];
  if (!given && !existsSync(engine)) {
    console.error('*** NO MONGODB: its rows were not measured.');
    return [];
  }
  const dir = join(work, 'mongo');
  const args = ['--dir', dir, '--port', '27377'];
  const url =
    given ?? execFileSync(engine, ['start', ...args, '--durable'], { encoding: 'utf8' }).trim();
  try {
    return await measureIn((size) => url.replace(/\/(\?|$)/, `/bench_${process.pid}_${size}$1`));
  } finally {
    if (!given) execFileSync(engine, ['stop', '--dir', dir]);
  }
}
