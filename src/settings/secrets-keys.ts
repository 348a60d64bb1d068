import { randomText } from '#kernel/index.js';
import {
  adoptNextSecretsKey,
  keepsKeysInFiles,
  readSecretsKeys,
  secretsKeyFile,
  writeSecretsKey,
  type SecretsKeySource,
} from './key-files.js';
import { SettingsError, type Settings } from './load.js';

/** A database in memory ends with the process, and so may its secrets key. */
const PROCESS_KEY = `muster_secrets_${randomText(43)}`;

export interface StoredSecretsKey {
  /** of the key that wrapped those of the database; undefined where none is wrapped yet, or that key is lost */
  readonly stored: string | undefined;
  fingerprintOf(key: string): string;
}

/** The secrets key of this process; made where there is none and nothing is wrapped yet. @throws SettingsError */
export async function findSecretsKey(
  settings: Settings,
  { stored, fingerprintOf }: StoredSecretsKey,
): Promise<SecretsKeySource> {
  if (settings.store.url === 'sqlite::memory:' && settings.secrets.key === undefined) {
    return { key: PROCESS_KEY, source: 'the memory of this process' };
  }
  const found = await readSecretsKeys(settings);
  const fitting = found.find(({ key }) => fingerprintOf(key) === stored);
  if (fitting?.unfinished) await adoptNextSecretsKey(settings);
  const chosen = fitting ?? found.find(({ unfinished }) => !unfinished);
  if (chosen) return chosen;
  if (stored !== undefined) throw new SettingsError([missing(settings, stored)]);
  if (keepsKeysInFiles(settings)) return writeSecretsKey(settings);
  throw new SettingsError([
    'secrets.key: is not set, and the operator key comes from the settings, so that no file is made for it. Set MUSTER_SECRETS__KEY ' +
      '(or MUSTER_SECRETS__KEY_FILE) to 43 random characters, the same for every process of this database, and keep a copy',
  ]);
}

function missing(settings: Settings, stored: string): string {
  return (
    `secrets.key: is not set, and there is no file ${secretsKeyFile(settings)}. The keys in this database were wrapped by the secrets ` +
    `key ${stored}: set it, or restore its file from the backup. If it is lost: muster rotate --secrets-key-lost`
  );
}

/** The words for a secrets key that is not the one that wrapped the keys of the database. */
export function otherSecretsKey(
  { stored, own }: { readonly stored: string; readonly own: string },
  source: string,
): SettingsError {
  return new SettingsError([
    `secrets.key: the keys in this database were wrapped by the secrets key ${stored}; this process has ${own}, from ${source}. ` +
      'Give this process the secrets key that the other processes of this database have, or had. ' +
      'If it is lost: muster rotate --secrets-key-lost',
  ]);
}
