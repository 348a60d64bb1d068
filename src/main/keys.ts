/** The keys of a process: what it wraps and signs with. Opened with the database, before the rules. */
import {
  createSecretsKey,
  openSigningKeys,
  wrappedBy,
  type OpenedSigningKeys,
  type SecretsKey,
} from '#core/index.js';
import { newTraceId, NO_AUTHORITY, type Clock, type Context, type Log } from '#kernel/index.js';
import {
  configuredOperatorKeys,
  findSecretsKey,
  otherSecretsKey,
  type Settings,
} from '#settings/index.js';
import type { Store } from '#store/index.js';

export interface OpenedKeys {
  readonly signingKeys: OpenedSigningKeys;
  readonly secretsKey: SecretsKey;
}

/** Opens the keys that links and cursors are signed with; lets go of the database when they cannot be opened. @throws SettingsError */
export async function openKeys(
  settings: Settings,
  store: Store,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<OpenedKeys> {
  const actor = { kind: 'system', name: 'start' } as const;
  const ctx: Context = { actor, authority: NO_AUTHORITY, traceId: newTraceId(), clock, log };
  try {
    const secrets = await findSecretsKey(settings, {
      stored: await wrappedBy(store.read),
      fingerprintOf: (key) => createSecretsKey(key).fingerprint,
    });
    const secretsKey = createSecretsKey(secrets.key);
    const deps = { store, presets: new Map(), listeners: [], secretsKey };
    const signingKeys = await openSigningKeys(deps, ctx, {
      importFrom: await configuredOperatorKeys(settings),
      refuse: (fingerprints) => otherSecretsKey(fingerprints, secrets.source),
    });
    return { signingKeys, secretsKey };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Characters below which an operator key is called weak. */
const MIN_KEY_LENGTH = 16;

/** What is weak about the settings. Refusing a weak key would lock out people who try Muster locally; operators read their logs. */
export async function warnOfWeakness(settings: Settings, log: Log): Promise<void> {
  const setting = 'operator.key';
  const keys = await configuredOperatorKeys(settings);
  if (keys.length === 0) {
    log.warn(
      { setting },
      'no operator key in the settings: only keys of `muster operator-keys` open REST and metrics',
    );
  }
  if (keys.some((key) => key.length < MIN_KEY_LENGTH)) {
    log.warn({ setting }, 'the operator key can be guessed: use 32 random characters');
  }
  if (settings.http.insecureCookies) {
    log.warn(
      { setting: 'http.insecureCookies' },
      'people can sign in over plain http: whoever is on the network between can take their sessions',
    );
  }
}
