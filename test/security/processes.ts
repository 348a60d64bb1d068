import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUSTER_IN_SHELL } from '../kit/program.js';
import { requests, type Requests } from '../kit/server.js';

export const OPERATOR_KEY = 'muster_operator_keyofatest0123456789';
const SECRETS_KEY = 'muster_secrets_keyofatest0123456789';

export interface StartedServer {
  readonly url: string;
  readonly child: ChildProcess;
  /** all that it wrote */
  output(): string;
  readonly ended: Promise<number | string | null>;
}

export interface ServerFolder {
  readonly path: string;
  /** `muster start`. `prelude` is shell before it: `ulimit -f 100;` */
  start(options?: { prelude?: string; env?: Record<string, string> }): Promise<StartedServer>;
  remove(): void;
}

/** A folder with a database of its own, over which servers can be started one after the other. */
export function createServerFolder(): ServerFolder {
  const path = mkdtempSync(join(tmpdir(), 'muster-security-'));
  const children: ChildProcess[] = [];
  return {
    path,
    start: async (options = {}) => {
      const started = await start(path, options);
      children.push(started.child);
      return started;
    },
    remove() {
      for (const child of children) child.kill('SIGKILL');
      rmSync(path, { recursive: true, force: true });
    },
  };
}

async function start(
  folder: string,
  { prelude = '', env = {} }: { prelude?: string; env?: Record<string, string> },
): Promise<StartedServer> {
  const run = `${prelude} exec ${MUSTER_IN_SHELL} start`;
  const child = spawn('bash', ['-c', run], {
    cwd: folder,
    env: {
      ...process.env,
      MUSTER_HTTP__PORT: '0',
      MUSTER_OPERATOR__KEY: OPERATOR_KEY,
      MUSTER_SECRETS__KEY: SECRETS_KEY,
      MUSTER_HTTP__SHUTDOWN_SECONDS: '2',
      MUSTER_SCIM__RATE_LIMIT__SUSTAINED: '100000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | string | null>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal));
  });
  const url = await new Promise<string>((done, fail) => {
    const read = (text: Buffer): void => {
      output += text.toString();
      const line = output.split('\n').find((one) => one.includes('"msg":"listening"'));
      if (line) done((JSON.parse(line) as { url: string }).url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => fail(new Error(`The server ended with ${code}: ${output}`)));
  });
  return { url, child, output: () => output, ended };
}

export interface ProcessConnection {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly token: string;
  readonly rest: Requests;
  /** of a server that runs: the address changes from start to start */
  scim(url: string): Requests;
}

/** An organization with a connection and a token. */
export async function createProcessConnection(url: string): Promise<ProcessConnection> {
  const rest = requests(`${url}/api/v1`, { authorization: `Bearer ${OPERATOR_KEY}` });
  const organization = await rest('POST', '/organizations', { body: { name: 'Example' } });
  const organizationId = String(organization.body.id);
  const path = `/organizations/${organizationId}/connections`;
  const connection = await rest('POST', path, { body: { kind: 'scim', name: 'Directory' } });
  const connectionId = String(connection.body.id);
  const credentials = `${path}/${connectionId}/credentials`;
  const created = await rest('POST', credentials, { body: { kind: 'token' } });
  const token = String(created.body.token);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const scim = (serverUrl: string): Requests =>
    requests(`${serverUrl}/scim/${connectionId}/v2`, headers);
  return { organizationId, connectionId, token, rest, scim };
}
