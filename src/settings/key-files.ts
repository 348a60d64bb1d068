import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomText } from '#kernel/index.js';
import type { Settings } from './load.js';

const SQLITE = 'sqlite:';

type Location = Pick<Settings, 'store'>;

/** The folder that Muster keeps its own files in: beside the SQLite file, else `./data`. */
export function dataFolder({ store }: Location): string {
  if (!store.url.startsWith(SQLITE) || store.url === 'sqlite::memory:') return 'data';
  return dirname(store.url.slice(SQLITE.length));
}

export function operatorKeyFile(settings: Location): string {
  return join(dataFolder(settings), 'operator.key');
}

export function secretsKeyFile(settings: Location): string {
  return join(dataFolder(settings), 'secrets.key');
}

/** What is to become the secrets key, once every key is wrapped by it: a command that was killed in between is finished by a start. */
function nextSecretsKeyFile(settings: Location): string {
  return `${secretsKeyFile(settings)}.next`;
}

/** The operator keys that open this installation beside those of the database: of the settings, else the one of the file. */
export async function configuredOperatorKeys(settings: Settings): Promise<readonly string[]> {
  const { key, keys = [] } = settings.operator;
  const named = [...(key === undefined ? [] : [key]), ...keys];
  if (named.length > 0) return named;
  const written = await readKey(operatorKeyFile(settings));
  return written === undefined ? [] : [written];
}

/** Makes an operator key and its file. An existing one is replaced only on demand. */
export async function writeOperatorKey(
  settings: Location,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<string> {
  const key = `muster_operator_${randomText(43)}`;
  await prepareDataFolder(settings);
  await writePrivateFile(operatorKeyFile(settings), key, { replace });
  return key;
}

/** A secrets key, and where it comes from as a person would name it. */
export interface SecretsKeySource {
  readonly key: string;
  readonly source: string;
  /** it lies in the file of a command that was not finished */
  readonly unfinished?: true;
}

/** That of the settings; else those of the files, of which the second is there only while the key is changed. */
export async function readSecretsKeys(settings: Settings): Promise<readonly SecretsKeySource[]> {
  const { key } = settings.secrets;
  if (key !== undefined) return [{ key, source: 'the setting secrets.key' }];
  const file = secretsKeyFile(settings);
  const [current, next] = [await readKey(file), await readKey(nextSecretsKeyFile(settings))];
  return [
    ...(current === undefined ? [] : [{ key: current, source: file }]),
    ...(next === undefined
      ? []
      : [{ key: next, source: nextSecretsKeyFile(settings), unfinished: true } as const]),
  ];
}

/**
 * Whether this process makes a secrets key where there is none: beside a SQLite database, or where the operator key lies in a file, too.
 * Who gives the operator key of a MongoDB installation by settings keeps secrets elsewhere; a file might be gone with the container.
 */
export function keepsKeysInFiles({ store, operator }: Settings): boolean {
  if (store.url.startsWith(SQLITE)) return true;
  return operator.key === undefined && (operator.keys ?? []).length === 0;
}

/** Makes the secrets key and its file; another process may be a moment earlier. */
export async function writeSecretsKey(settings: Location): Promise<SecretsKeySource> {
  const source = secretsKeyFile(settings);
  const key = newSecretsKey();
  await prepareDataFolder(settings);
  try {
    await writePrivateFile(source, key);
    return { key, source };
  } catch (error) {
    const written = isErrno(error, 'EEXIST') ? await readKey(source) : undefined;
    if (written === undefined) throw error;
    return { key: written, source };
  }
}

export function newSecretsKey(): string {
  return `muster_secrets_${randomText(43)}`;
}

export function writeNextSecretsKey(settings: Location, key: string): Promise<void> {
  return writePrivateFile(nextSecretsKeyFile(settings), key, { replace: true });
}

/** The next secrets key is the secrets key from now on. */
export function adoptNextSecretsKey(settings: Location): Promise<void> {
  return rename(nextSecretsKeyFile(settings), secretsKeyFile(settings));
}

/** The data folder: 700, for this user alone. One that was there already keeps its mode, unless others could look in. */
export async function prepareDataFolder(settings: Location): Promise<string> {
  const folder = dataFolder(settings);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (((await stat(folder)).mode & 0o077) !== 0) await chmod(folder, 0o700);
  return folder;
}

/** A secret in a file of the data folder, by its name there. Resolves to the path. */
export async function writeInDataFolder(
  settings: Location,
  name: string,
  line: string,
): Promise<string> {
  const file = join(await prepareDataFolder(settings), name);
  await writePrivateFile(file, line);
  return file;
}

/** One line in a file of mode 600. Fails with EEXIST where there is one, unless it is to be replaced. */
export async function writePrivateFile(
  file: string,
  line: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  if (!replace) {
    await writeFile(file, `${line}\n`, { mode: 0o600, flag: 'wx' });
    return;
  }
  // whole or not at all
  const written = `${file}.new`;
  await writeFile(written, `${line}\n`, { mode: 0o600, flag: 'w' });
  await rename(written, file);
}

/** The key in a file; undefined when there is no file, or nothing in it. */
export async function readKey(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === code;
}
