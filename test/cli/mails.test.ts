import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, type CliDeps } from '#cli/index.js';
import { checkMail } from '#cli/doctor/environment.js';
import { openTransport } from '#notifications/index.js';
import { newId, systemClock } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import { MailServer } from '../kit/mail-servers.js';
import { createRecordingTerminal } from './servers.js';

let folder: string;
const ids: string[] = [];

const settingsWith = (mail: object) => loadSettings({ env: {}, overrides: { mail } });

function refuse(): never {
  throw new Error('this command was not to come so far');
}

async function here(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { terminal, printed } = createRecordingTerminal();
  const deps: CliDeps = {
    version: '0.0.0',
    clock: systemClock,
    loadSettings: () => settingsWith({ folder }),
    serve: refuse,
    openCore: refuse,
    openDeps: refuse,
    openDemo: refuse,
    inspectStore: refuse,
    migrateStore: refuse,
  };
  const code = await runCli(args, deps, terminal);
  return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
}

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'muster-mails-')), 'mail');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('muster mails', () => {
  test('an empty mailbox is no mistake', async () => {
    const { code, out } = await here('mails');
    expect([code, out]).toEqual([0, `0 mails in ${folder}`]);
  });

  test('lists what was kept, newest last, and shows a mail with its link', async () => {
    const transport = openTransport({ folder });
    for (const subject of ['Erste Einladung für Grüße', '招待', `${'Long '.repeat(30)}ä end`]) {
      const id = newId();
      ids.push(id);
      await transport.send({
        id,
        from: 'muster@muster.example',
        subject,
        date: Date.UTC(2026, 2, 1),
        to: { address: `${ids.length}@example.com`, name: 'Jürgen' },
        text: `Grüße: https://muster.example/join#muster_invite_${'0'.repeat(100)}\n\nEnde = gut\n`,
        html: '<p>not this</p>',
        messageId: `<${id}@muster.example>`,
        headers: {},
      });
    }
    transport.close();
    await writeFile(join(folder, 'note.txt'), 'no mail');
    const { code, out } = await here('mails');
    expect(code).toBe(0);
    expect(out.split('\n').filter((_line, n) => n % 2 === 1)).toEqual([
      '    Erste Einladung für Grüße',
      '    招待',
      `    ${'Long '.repeat(30)}ä end`,
    ]);
    expect(out).toContain('3 mails in');
    const one = await here('mails', '--most', '1');
    expect(one.out).not.toContain('招待');
    const shown = await here('mails', 'show', ids[0] ?? '');
    expect(shown.out).toContain('Jürgen <1@example.com>');
    expect(shown.out).toContain(`https://muster.example/join#muster_invite_${'0'.repeat(100)}`);
    expect(shown.out).toContain('Ende = gut');
    expect(shown.out).not.toContain('not this');
    expect((await here('mails', 'show', 'last')).out).toContain('ä end');
  });

  test.each(['nothing', '../../etc/passwd', '00000000-0000-0000-0000-000000000000'])(
    'there is no mail %s',
    async (id) => {
      const { code, err } = await here('mails', 'show', id);
      expect(code).toBe(2);
      expect(err).toContain('there is no mail');
    },
  );
});

describe('muster doctor looks at mail', () => {
  const server = new MailServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  const look = (mail: object) => checkMail(settingsWith(mail));

  test('says which way mails go, and whether that way is open', async () => {
    expect(await look({ folder })).toMatchObject({ verdict: 'skip' });
    const smtp = { host: '127.0.0.1', port: server.port, requireTls: false, timeoutSeconds: 2 };
    expect(await look({ smtp })).toMatchObject({ verdict: 'pass' });
    // it was asked for TLS, which this server does not have
    expect(await look({ smtp: { ...smtp, requireTls: true } })).toMatchObject({ verdict: 'fail' });
    await server.stop();
    expect(await look({ smtp })).toMatchObject({ verdict: 'fail' });
  });
});
