import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUSTER } from '../kit/program.js';
import { requests, startServer } from '../kit/server.js';
import { expectSoon } from '../kit/soon.js';

// SIGTERM drains: requests in flight finish, new ones are refused, exit 0. With a real process, because signals and exit codes are
// about processes.

const KEY = 'operator-key-of-a-test';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean();
});

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly lines: () => string[];
  /** exit code, or the signal that ended it */
  readonly ended: Promise<number | string | null>;
}

/** `muster start` in a folder of its own. */
async function start(env: Record<string, string> = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-shutdown-'));
  const [program = '', ...first] = MUSTER;
  const child = spawn(program, [...first, 'start'], {
    cwd: folder,
    env: {
      ...process.env,
      MUSTER_HTTP__PORT: '0',
      MUSTER_OPERATOR__KEY: KEY,
      MUSTER_HTTP__SHUTDOWN_SECONDS: '2',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanUp.push(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let output = '';
  const lines = (): string[] => output.split('\n');
  const url = await new Promise<string>((done, fail) => {
    const read = (text: Buffer): void => {
      output += text.toString();
      const line = lines().find((one) => one.includes('"msg":"listening"'));
      if (line) done((JSON.parse(line) as { url: string }).url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => fail(new Error(`The server ended: ${output}`)));
  });
  const ended = new Promise<number | string | null>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal));
  });
  return { url, child, lines, ended };
}

interface Connection {
  readonly path: string;
  readonly authorization: string;
}

async function scimOf(url: string): Promise<Connection> {
  const rest = requests(`${url}/api/v1`, { authorization: `Bearer ${KEY}` });
  const organization = await rest('POST', '/organizations', { body: { name: 'Example' } });
  const connections = `/organizations/${organization.body['id']}/connections`;
  const { body } = await rest('POST', connections, { body: { kind: 'scim', name: 'One' } });
  const credentials = `${connections}/${body['id']}/credentials`;
  const credential = await rest('POST', credentials, { body: { kind: 'token' } });
  return {
    path: `/scim/${body['id']}/v2`,
    authorization: `Bearer ${credential.body['token']}`,
  };
}

interface RawConnection {
  readonly socket: Socket;
  /** waits until what came back matches */
  until(pattern: RegExp): Promise<string>;
  readonly closed: Promise<string>;
}

async function openConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise<string>((done) => socket.once('close', () => done(text)));
  await new Promise((done) => socket.once('connect', done));
  const until = async (pattern: RegExp): Promise<string> => {
    await expectSoon(() => text, expect.stringMatching(pattern));
    return text;
  };
  return { socket, until, closed };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function lineOf(running: Running, message: string): Promise<void> {
  const line = expect.stringContaining(`"msg":"${message}"`);
  return expectSoon(() => running.lines(), expect.arrayContaining([line]));
}

describe('SIGTERM', () => {
  test('a request in flight finishes, new connections are refused, what was acknowledged is there, exit 0', async () => {
    const running = await start({ MUSTER_HTTP__SHUTDOWN_SECONDS: '30' });
    const { path, authorization } = await scimOf(running.url);
    const body = JSON.stringify({ schemas: [USER], userName: 'in-flight@example.com' });
    const slow = await openConnection(running.url);
    slow.socket.write(
      `POST ${path}/Users HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
    );
    // the head has to be read before the signal comes, on a busy machine too
    await pause(1_000);
    running.child.kill('SIGTERM');
    await lineOf(running, 'draining');
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
    slow.socket.write(body.slice(20));
    const answer = await slow.closed;
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer).toMatch(/connection: close/i);
    expect(await running.ended).toBe(0);
    expect(running.lines().some((line) => line.includes('"msg":"stopped"'))).toBe(true);
  });

  test('a client that never finishes is cut after the seconds of the setting; exit 0 all the same', async () => {
    const running = await start({ MUSTER_HTTP__SHUTDOWN_SECONDS: '1' });
    const { path, authorization } = await scimOf(running.url);
    const stuck = await openConnection(running.url);
    stuck.socket.write(
      `POST ${path}/Users HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 99\r\n\r\n{`,
    );
    await pause(100);
    const began = performance.now();
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    // without the setting it is 20 seconds
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test('idle connections do not hold it up', async () => {
    const running = await start({ MUSTER_HTTP__SHUTDOWN_SECONDS: '30' });
    const idle = await openConnection(running.url);
    idle.socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await idle.until(/alive/);
    const silent = await openConnection(running.url);
    const began = performance.now();
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(20_000);
    await Promise.all([idle.closed, silent.closed]);
  });

  test('SIGINT does the same', async () => {
    const running = await start();
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
  });
});

test('a request that comes while it drains gets 503 with Retry-After, in the words of SCIM, REST and health', async () => {
  const server = await startServer();
  const scim = await server.scim();
  const { pathname } = new URL(scim.baseUrl);
  const wires = await Promise.all([
    openConnection(server.url),
    openConnection(server.url),
    openConnection(server.url),
  ]);
  const [one, two, three] = wires;
  // their first lines are on the way when the draining begins
  one?.socket.write(`GET ${pathname}/Users HTTP/1.1\r\nhost: x\r\n`);
  two?.socket.write('GET /api/v1/organizations HTTP/1.1\r\nhost: x\r\n');
  three?.socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\n');
  await pause(500);
  const closing = server.close();
  one?.socket.write(`authorization: Bearer ${scim.token}\r\n\r\n`);
  two?.socket.write(`authorization: Bearer ${server.operatorKey}\r\n\r\n`);
  three?.socket.write('\r\n');
  const answers = await Promise.all(wires.map(({ closed }) => closed));
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: \d+\r\n/i);
  }
  expect(answers[0]).toContain('urn:ietf:params:scim:api:messages:2.0:Error');
  expect(answers[1]).toContain('service.stopping');
  expect(answers[2]).toContain('stopping');
  await closing;
});
