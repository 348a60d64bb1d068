/**
 * `npm run bench -- --peers [--only-peers NAME,NAME] [--peers-folder DIR] [--install] [--sizes 10000] [--seconds 6] [--rounds 6]`
 *
 * Muster beside other servers of SCIM for node: each in a process of its own with a database of its own in SQLite, filled over SCIM with the
 * same people, asked the same in turn. Owns the peers and their rows; never a dependency of Muster: their packages are in a folder of
 * their own, from the registry of npm when `--install` says so.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf, PEERS } from './packages.js';
import { check, measureAll, type PeerRow } from './rows.js';
import { startMuster, startPeer, type Running } from './running.js';
import { seed } from './seeding.js';

export interface PeersPlan {
  readonly size: number;
  /** of a row, for each of the servers, in all rounds together */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** of the packages of the peers */
  readonly folder: string;
  readonly install: boolean;
  /** names of peers; all when absent */
  readonly only?: readonly string[];
  /** of the databases */
  readonly work: string;
}

/** The tables of the record: processor time, and of writes what was written. */
export async function benchPeers(plan: PeersPlan): Promise<string[]> {
  const { folder, install, only, size, work } = plan;
  mkdirSync(work, { recursive: true });
  const unknown = only?.filter((one) => !PEERS.some(({ name }) => name === one)) ?? [];
  if (unknown.length > 0) throw new Error(`No peer has the name ${unknown.join(', ')}.`);
  const peers = PEERS.filter(({ name }) => only?.includes(name) !== false);
  const folders = peers.map((peer) => packagesOf(peer, { folder, install }));
  const servers: Running[] = [];
  try {
    servers.push(await startMuster(`sqlite:${join(work, 'muster.db')}`));
    for (const [n, peer] of peers.entries()) {
      servers.push(await startPeer(peer, folders[n] ?? '', join(work, `${peer.name}.db`)));
    }
    for (const server of servers) {
      await seed(server, size);
      await check(server, size);
    }
    return tables(servers, await measureAll(servers, plan), size);
  } finally {
    for (const server of servers) await server.stop();
  }
}

function tables(servers: readonly Running[], rows: readonly PeerRow[], size: number): string[] {
  const names = servers.map(({ name }) => name);
  const versions = PEERS.filter(({ name }) => names.includes(name)).map(
    ({ name, packages, store }) =>
      `${name}: ${Object.entries(packages)
        .map((one) => one.join(' '))
        .join(', ')}; ${store}`,
  );
  const cells = (row: PeerRow, figure: 'cpuUs' | 'writtenKb', digits: number): string[] =>
    names.map((name) => {
      const found = row.figures.get(name);
      return typeof found === 'object' ? found[figure].toFixed(digits) : (found ?? '');
    });
  const table = (head: readonly string[], lines: readonly (readonly string[])[]): string[] =>
    [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`);
  return [
    `${size.toLocaleString('en')} people. ${versions.join('. ')}.`,
    '',
    'Processor time of the server, µs:',
    '',
    ...table(
      ['operation', ...names, 'best peer, of Muster'],
      rows.map((row) => [row.operation, ...cells(row, 'cpuUs', 0), ratio(row)]),
    ),
    '',
    'Written to files and to the socket, kB:',
    '',
    ...table(
      ['operation', ...names],
      rows.map((row) => [row.operation, ...cells(row, 'writtenKb', 1)]),
    ),
  ];
}

/** How many times the processor time of Muster the cheapest peer takes. */
function ratio({ figures }: PeerRow): string {
  const costs = [...figures].map(([name, found]) => ({
    name,
    cpuUs: typeof found === 'object' ? found.cpuUs : Infinity,
  }));
  const own = costs.find(({ name }) => name === 'Muster')?.cpuUs ?? NaN;
  const [best] = costs.filter(({ name }) => name !== 'Muster').sort((a, b) => a.cpuUs - b.cpuUs);
  return best && best.cpuUs < Infinity ? `${(best.cpuUs / own).toFixed(2)} (${best.name})` : '';
}
