import { createSecretsKey, readGenerations } from '#core/index.js';
import {
  configuredOperatorKeys,
  keepsKeysInFiles,
  readSecretsKeys,
  type Settings,
} from '#settings/index.js';
import type { CliDeps } from '../cli-deps.js';
import { fail, pass, skip, type Finding } from './findings.js';

export async function checkOperatorKey(settings: Settings): Promise<Finding> {
  const title = 'operator key';
  const keys = await configuredOperatorKeys(settings);
  if (keys.length > 1) return pass(title, `${keys.length} in the settings`);
  return keys.length === 1 ? pass(title) : skip(title, 'none yet; the first start makes one');
}

/** Whether the keys of the database can be read with the secrets key of this process. Opens the database only if it is up to date. */
export async function checkSigningKeys(deps: CliDeps, settings: Settings): Promise<Finding> {
  const title = 'signing keys';
  if (settings.store.url === 'sqlite::memory:') return skip(title, 'the database is in memory');
  const found = await readSecretsKeys(settings);
  if (found.length === 0 && !keepsKeysInFiles(settings)) {
    const next = 'set it to 43 random characters, the same for every process of this database';
    return fail('secrets key', 'secrets.key is not set, so start refuses', next);
  }
  try {
    const { current, pending, missing } = await deps.inspectStore(settings.store.url);
    if (current === 0 || pending.length + missing.length > 0) {
      return skip(title, 'the database is not up to date; start makes them');
    }
    const opened = await deps.openDeps(settings);
    try {
      return await examineKeys(title, settings, opened.deps);
    } finally {
      await opened.close();
    }
  } catch (error) {
    return skip(title, error instanceof Error ? error.message : String(error));
  }
}

async function examineKeys(
  title: string,
  settings: Settings,
  { store }: Awaited<ReturnType<CliDeps['openDeps']>>['deps'],
): Promise<Finding> {
  const rows = await readGenerations(store.read);
  if (rows.length === 0) return skip(title, 'none yet; start makes them');
  const stored = [...new Set(rows.map((row) => row.wrappedBy))].join(', ');
  const found = (await readSecretsKeys(settings)).map(({ key, source }) => ({
    source,
    fingerprint: createSecretsKey(key).fingerprint,
  }));
  const own = found.find(({ fingerprint }) => fingerprint === stored);
  if (!own) {
    const [first] = found;
    const ours = first ? `here is ${first.fingerprint}, from ${first.source}` : 'here is none';
    const text = `were wrapped by the secrets key ${stored}; ${ours}`;
    const next = 'set secrets.key to that of the other processes, or restore secrets.key';
    return fail(title, text, `${next}; if it is lost: muster rotate --secrets-key-lost`);
  }
  const newest = new Map<string, number>();
  for (const { purpose, generation } of rows) newest.set(purpose, generation);
  const numbers = [...newest].map(([purpose, number]) => `${purpose} ${number}`).join(', ');
  const isImported = rows.some(({ imported }) => imported === true);
  const note = isImported
    ? '; the first are those of the operator key before the upgrade, for links in older mails'
    : '';
  return pass(title, `${numbers}; wrapped by ${own.fingerprint} (${own.source})${note}`);
}
