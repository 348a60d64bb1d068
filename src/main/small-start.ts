import { setFlagsFromString } from 'node:v8';
import type { Log } from '#kernel/index.js';
import type { SignIn } from '#sign-in/index.js';
import { compare, type Store } from '#store/index.js';
import { watchForQuietTimes } from './quiet-times.js';

interface Started {
  readonly store: Store;
  readonly signIn: {
    readonly saml: Pick<SignIn['saml'], 'load'>;
    readonly oidc: Pick<SignIn['oidc'], 'load'>;
  };
}

/**
 * From here on V8 lets the heap grow as it usually does. While `muster start` loads and composes, bin/muster.js has it kept small
 * (`--optimize-for-size`): sources, syntax trees and code that runs once are collected before more memory is taken, not after the first
 * collection under load. Where the flag was not set, nothing changes. Then what this installation is going to need is loaded, and
 * quiet times are watched for.
 */
export function endSmallStart(started: Started, log: Log): void {
  setFlagsFromString('--no-optimize-for-size');
  void loadForConnections(started, log);
  watchForQuietTimes();
}

/** Connections that are looked at: installations with both protocols have both among as many. */
const LOOK = 100;

/**
 * Libraries of the protocols in which the providers of this installation speak, so that nobody's first sign-in waits for them, and nobody
 * else while they run for the first time. What fails here fails again where it is used, and is told there.
 */
export async function loadForConnections({ store, signIn }: Started, log: Log): Promise<void> {
  try {
    const { records } = await store.read.connections.find({
      // only connections with a provider have it
      where: compare('dueAt', 'ge', ''),
      sort: [{ field: { column: 'dueAt' } }],
      limit: LOOK,
    });
    const kinds = new Set(records.map(({ kind }) => kind));
    if (kinds.has('saml')) await signIn.saml.load();
    if (kinds.has('oidc')) await signIn.oidc.load();
  } catch (error) {
    log.debug({ err: error }, 'libraries of sign-in could not be loaded ahead');
  }
}
