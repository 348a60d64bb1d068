/** The peers that Muster is measured beside, the versions of their packages, and what each of them cannot do. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface Peer {
  readonly name: string;
  /** its server, beside this file; it is given the folder of its packages and the file of its database */
  readonly script: string;
  /** the versions that the record speaks of */
  readonly packages: Readonly<Record<string, string>>;
  /** where its data are, as the record says it */
  readonly store: string;
  /** a new group has no members, whatever the body says: they come by PATCH */
  readonly membersByPatch?: boolean;
  /** members of a group beyond which it refuses */
  readonly maxMembers?: number;
}

export const PEERS: readonly Peer[] = [
  {
    name: 'saml-jackson',
    script: 'peers/jackson.ts',
    packages: { '@boxyhq/saml-jackson': '26.2.0', express: '5.2.1' },
    store: 'SQLite by typeorm and better-sqlite3, as it sets it up',
    membersByPatch: true,
  },
  {
    name: 'better-auth',
    script: 'peers/better-auth.ts',
    packages: {
      '@better-auth/core': '1.7.5',
      '@better-auth/scim': '1.7.5',
      '@better-auth/utils': '0.4.2',
      'better-auth': '1.7.5',
      'better-call': '1.4.0',
    },
    store: 'SQLite by kysely and node:sqlite, with a write-ahead log',
    maxMembers: 1_000,
  },
  {
    name: 'scimmy',
    script: 'peers/scimmy.ts',
    // with Express 5 its routers lose the numbers of a page
    packages: { express: '4.21.2', scimmy: '1.3.5', 'scimmy-routers': '1.3.2' },
    store:
      'one table of documents in SQLite, by node:sqlite, with a write-ahead log (bench/peers/documents.ts)',
  },
];

/**
 * The folder of a peer's packages within `folder`. Where its packages, in these versions, are not there, they are fetched from the registry of
 * npm if `install` says so. Throws otherwise, with the next step.
 */
export function packagesOf(
  { name, packages }: Peer,
  { folder, install }: { readonly folder: string; readonly install: boolean },
): string {
  const own = join(folder, name);
  const missing = Object.entries(packages).filter(
    ([id, version]) => installedVersion(own, id) !== version,
  );
  if (missing.length === 0) return own;
  const specifiers = Object.entries(packages).map(([id, version]) => `${id}@${version}`);
  if (!install) {
    throw new Error(
      `${own} has not ${specifiers.join(', ')}. Run again with --install, which fetches packages from the registry of npm.`,
    );
  }
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{ "private": true }\n');
  console.error(`  installing ${specifiers.join(', ')}: minutes, where something is compiled`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...specifiers], {
    cwd: own,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment(),
  });
  return own;
}

function installedVersion(folder: string, id: string): string | undefined {
  const path = join(folder, 'node_modules', id, 'package.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
}

/** What is compiled is compiled for the node that runs the bench, which need not be the one that npm finds first. */
function environment(): NodeJS.ProcessEnv {
  const bin = dirname(process.execPath);
  const headers = existsSync(join(bin, '../include/node')) ? dirname(bin) : undefined;
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(headers !== undefined && { npm_config_nodedir: headers }),
  };
}
