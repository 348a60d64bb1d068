import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, type MusterClient } from '@muster/client';
import { MUSTER_IN_SHELL } from '../kit/program.js';
import { emptyFolder, freePort, startMuster, type RunningCommand } from '../cli/processes.js';

// What the README shows is taken out of it and done: by bash and curl, against a server that was started as it says.

const LONG = 90_000;
const run = promisify(execFile);

/** The first block of shell lines under that heading. */
function block(heading: string): string {
  const page = readFileSync('README.md', 'utf8');
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  const [, lines] = /```sh\n([^`]+)```/.exec(after.split('\n## ')[0] ?? '') ?? [];
  if (lines === undefined) throw new Error(`README.md shows nothing to do under "${heading}".`);
  return lines;
}

/** `npx muster` in the folder of a clone is this program. */
async function npxOf(folder: string): Promise<string> {
  const file = join(folder, 'npx.sh');
  await writeFile(file, `npx() { [ "$1" = muster ] && shift && ${MUSTER_IN_SHELL} "$@"; }\n`);
  return `. ${file}\n`;
}

describe('the README', () => {
  const invite = block('Invite a person');
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let server: RunningCommand;
  let port: number;
  let client: MusterClient;

  beforeAll(async () => {
    folder = await emptyFolder();
    port = await freePort();
    server = startMuster(folder.path, ['start'], { MUSTER_HTTP__PORT: String(port) });
    const said = await server.prints(/--groups 3\n/);
    const [, key = ''] = /Operator key {2}(\S+)/.exec(said) ?? [];
    client = createClient({ url: `http://127.0.0.1:${port}`, key });
  }, LONG);
  afterAll(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    await folder.remove();
  }, LONG);

  /** In one shell, stopping at the first line that fails. */
  async function pasted(...blocks: string[]): Promise<string> {
    const lines = blocks.join('').replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);
    const script = `${await npxOf(folder.path)}${lines}echo; echo "organization $id"\n`;
    const options = { cwd: folder.path, timeout: LONG, maxBuffer: 16_777_216 };
    return (await run('bash', ['--norc', '-euo', 'pipefail', '-c', script], options)).stdout;
  }
  const made = (out: string): string => /^organization (\S+)$/m.exec(out)?.[1] ?? '';

  test('asks for an address that a server of its own has', () => {
    expect(invite).toContain('http://127.0.0.1:8080/');
    expect(invite.match(/\bcurl\b/g)).toHaveLength(5);
  });

  test(
    'invite, mail, accept: the person is a member',
    async () => {
      const out = await pasted(invite);
      const params = { organizationId: made(out) };
      const { items } = await client.listMembers({ params });
      expect(items.map(({ email, status, roles }) => [email, status, roles])).toEqual([
        ['owner@example.com', 'active', ['owner']],
        ['user-1@example.com', 'active', ['member']],
      ]);
      // and the last line shows them
      const [, shown = ''] =
        /\n?(\{"items":\[\{"kind":"member".*\})\s*\norganization/.exec(out) ?? [];
      expect((JSON.parse(shown) as { items: unknown[] }).items).toHaveLength(2);
      const { items: invitations } = await client.listInvitations({ params });
      expect(invitations).toMatchObject([{ status: 'accepted', delivery: 'sent' }]);
    },
    LONG,
  );

  test(
    'a simulated directory finds no wrong answer',
    async () => {
      const out = await pasted(invite, block('Let a directory provision members'));
      expect(out).toMatch(/0 wrong/);
      const params = { organizationId: made(out) };
      const { items } = await client.listMembers({ params, query: { state: 'left' } });
      expect(items.length).toBeGreaterThanOrEqual(20);
    },
    LONG,
  );
});
