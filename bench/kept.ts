/** Databases that are filled once and used again: `--seeded DIR` keeps those of SQLite, under a name that holds all that they depend on. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_VERSION } from '#store/index.js';
import { prepare, type Prepared } from './preparing.js';

export interface Databases {
  /** of a database of this run, which is thrown away with it */
  urlOf(size: number): string;
  /** the folder of `--seeded` */
  readonly keptIn?: string;
}

export interface Wanted {
  /** what it is filled with: a word of a file name */
  readonly kind: string;
  readonly size: number;
  /** what is measured writes so much that the next run would find another database: it gets a copy */
  readonly changes: boolean;
  /** the folder `bench` of the commit that fills it, and its schema in the name; today's when absent */
  readonly from?: URL;
  readonly url?: string;
  fill(storeUrl: string, tenant: Prepared): Promise<void>;
}

export interface Filled {
  readonly storeUrl: string;
  readonly tenant: Prepared;
}

/** Of what SQLite and the bare limit keep beside the file, what is there after a clean end. */
const SUFFIXES = ['', '.frozen'];

/** A filled database: made now, or kept by an earlier run. */
export async function filled(databases: Databases, wanted: Wanted): Promise<Filled> {
  const { kind, size, changes, url = databases.urlOf(size) } = wanted;
  if (databases.keptIn === undefined || !url.startsWith('sqlite:')) return made(url, wanted);
  mkdirSync(databases.keptIn, { recursive: true });
  const file = join(databases.keptIn, `${kind}-${size}-schema-${SCHEMA_VERSION}.db`);
  // written last: what has no such file beside it was given up half-way
  const note = `${file}.json`;
  if (!existsSync(note)) {
    for (const suffix of [...SUFFIXES, '-wal', '-shm']) rmSync(file + suffix, { force: true });
    const { tenant } = await made(`sqlite:${file}`, wanted);
    writeFileSync(note, JSON.stringify(tenant));
  }
  const tenant = JSON.parse(readFileSync(note, 'utf8')) as Prepared;
  if (!changes) return { storeUrl: `sqlite:${file}`, tenant };
  for (const suffix of SUFFIXES.filter((one) => existsSync(file + one))) {
    copyFileSync(file + suffix, url.slice('sqlite:'.length) + suffix);
  }
  return { storeUrl: url, tenant };
}

async function made(storeUrl: string, { fill, from }: Wanted): Promise<Filled> {
  const started = performance.now();
  const tenant = await prepare(storeUrl, from && { from });
  await fill(storeUrl, tenant);
  console.error(`  filled in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  return { storeUrl, tenant };
}
