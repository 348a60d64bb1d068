import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomText } from '#kernel/index.js';
import type { Settings } from '#settings/index.js';

const SQLITE = 'sqlite:';

/** The folder that Muster keeps its own files in: beside the SQLite file, else `./data`. */
export function dataFolder({ store }: Pick<Settings, 'store'>): string {
  if (!store.url.startsWith(SQLITE) || store.url === 'sqlite::memory:') return 'data';
  return dirname(store.url.slice(SQLITE.length));
}

export function operatorKeyFile(settings: Pick<Settings, 'store'>): string {
  return join(dataFolder(settings), 'operator.key');
}

/** The key of the settings, else the one that the first start wrote down; undefined when there is neither. */
export async function readOperatorKey(settings: Settings): Promise<string | undefined> {
  if (settings.operator.key !== undefined) return settings.operator.key;
  try {
    const text = await readFile(operatorKeyFile(settings), 'utf8');
    return text.trim() === '' ? undefined : text.trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a key of 256 random bits and the folder it lies in: 600 in 700, for this user alone. */
export async function writeOperatorKey(settings: Settings): Promise<string> {
  const file = operatorKeyFile(settings);
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // a folder that was there already keeps its mode, unless others could look in
  if (((await stat(folder)).mode & 0o077) !== 0) await chmod(folder, 0o700);
  const key = `muster_operator_${randomText(43)}`;
  await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
