import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli, type CliDeps } from '#cli/index.js';
import { systemClock } from '#kernel/index.js';
import { createWebhookVerifier } from '../../packages/client/src/webhooks/index.js';
import { Line } from '../kit/lines.js';
import { closedPort, startMisbehaving } from '../kit/misbehaving-receivers.js';
import type { Receiver } from '../kit/receivers.js';
import type { TestServer } from '../kit/server.js';
import { createRecordingTerminal, overServers } from './servers.js';

// `muster webhooks listen`: the events of a server, brought to a receiver on this machine, signed and verified.

function refuse(): never {
  throw new Error('this command was not to come so far');
}

overServers('muster webhooks listen', (server) => {
  let receivers: Receiver;
  let organizationId = '';
  beforeAll(async () => {
    receivers = await startMisbehaving();
    const body = { name: 'Ørsted & Söhne', owner: { email: 'owner@example.com', name: 'Zoë 😀' } };
    const made = await server().rest('POST', '/organizations', { body });
    organizationId = String(made.body['id']);
  });
  afterAll(() => receivers.stop());

  const listen = async (...args: readonly string[]) => {
    const { terminal, printed } = createRecordingTerminal();
    const deps: CliDeps = {
      version: '0.0.0',
      clock: systemClock,
      loadSettings: () => settingsOf(server()),
      serve: refuse,
      openCore: refuse,
      openDeps: refuse,
      openDemo: refuse,
      inspectStore: refuse,
      migrateStore: refuse,
    };
    const whose = args.includes('--installation') ? [] : ['--organization', organizationId];
    const line = ['webhooks', 'listen', ...whose, ...args];
    const code = await runCli(line, deps, { ...terminal, isScreen: true });
    return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
  };
  const here = () => ['--url', server().url, '--key', server().operatorKey];
  const rename = (name: string) =>
    server().rest('PATCH', `/organizations/${organizationId}`, { body: { name } });

  test('sends what is there, in its order, and prints what the receiver verifies', async () => {
    const to = receivers.url('/local');
    const all = ['--after', 'oldest', '--count', '2', '--forward-to', to];
    const { code, out } = await listen(...here(), ...all);
    expect(code).toBe(0);
    const [, secret = ''] = /verifies with {2}(whsec_\S+)/.exec(out) ?? [];
    const verifier = createWebhookVerifier(secret);
    const types = receivers.of('/local').map(({ body, headers }) => {
      const { payload } = verifier.verify(body, headers);
      return (payload as { type: string }).type;
    });
    expect(types).toEqual(['organization.created', 'member.added']);
    for (const type of types) expect(out).toContain(`"type": "${type}"`);
    expect(out.match(/✓ 204 from /g)).toHaveLength(2);
    expect(new Set(receivers.of('/local').map(({ headers }) => headers['webhook-id'])).size).toBe(
      2,
    );
  });

  test('waits for what happens next, and a filter holds', async () => {
    const types = ['--types', 'org.*', '--count', '1'];
    const running = listen(...here(), ...types, '--forward-to', receivers.url('/next'), '--thin');
    // it begins with the newest event, at a moment that is not known from here
    const received = new Promise<void>((resolve) => {
      receivers.answer('/next', (response) => {
        response.writeHead(204).end();
        resolve();
      });
    });
    let names = 0;
    const renaming = setInterval(() => void rename(`Name ${(names += 1)}`), 200);
    await received;
    clearInterval(renaming);
    const { code, out } = await running;
    expect([code, receivers.of('/next').length]).toEqual([0, 1]);
    expect(out).toContain('org.updated');
    expect(out).not.toContain('"data"');
  });

  test('the operator listens to all organizations', async () => {
    const to = receivers.url('/installation');
    const types = ['--types', 'organization.created', '--after', 'oldest', '--count', '1'];
    const { code } = await listen(...here(), '--installation', ...types, '--forward-to', to);
    const [request] = receivers.of('/installation');
    expect(code).toBe(0);
    expect(String(request?.body)).toContain(organizationId);
  });

  test('a question whose answer is lost is asked again: nothing is missed, nothing comes twice', async () => {
    const line = await Line.to(server().url);
    const to = receivers.url('/lost');
    const received = (): string[] =>
      receivers.of('/lost').map(({ body }) => {
        const { data } = JSON.parse(String(body)) as { data: { after: { name: string } } };
        return data.after.name;
      });
    const until = async (count: number): Promise<void> => {
      while (received().length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const from = await server().rest('GET', `/organizations/${organizationId}/events?after=latest`);
    const more = ['--after', String(from.body['cursor']), '--types', 'org.updated'];
    const own = ['--url', line.url, '--key', server().operatorKey];
    const running = listen(...own, ...more, '--count', '3', '--forward-to', to);
    await rename('First');
    await until(1);
    // the next question is on its way, and what answers it is lost
    line.cut();
    await rename('Second');
    await until(2);
    line.mute(true);
    await rename('Third');
    line.cut();
    line.mute(false);
    const { code, err } = await running;
    expect(code).toBe(0);
    expect(received()).toEqual(['First', 'Second', 'Third']);
    expect(err).toContain('does not answer; trying again');
    await line.close();
  });

  test('a receiver that fails or is not there is said, and the next event goes on', async () => {
    receivers.answerStatus('/broken', 500);
    const all = ['--after', 'oldest', '--count', '1', '--forward-to'];
    const broken = await listen(...here(), ...all, receivers.url('/broken'));
    expect(broken.out).toContain('✗ not taken, an endpoint would try again: 500 from');
    const away = await listen(...here(), ...all, `http://127.0.0.1:${await closedPort()}/`);
    expect([away.code, away.out]).toEqual([0, expect.stringContaining('ECONNREFUSED')]);
  });

  test('a secret of one’s own, and other encodings', async () => {
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const own = ['--secret', secret, '--after', 'oldest', '--count', '1', '--forward-to'];
    for (const encoding of ['cloudevents', 'cloudevents-binary', 'set']) {
      const to = receivers.url(`/${encoding}`);
      const { code } = await listen(...here(), ...own, to, '--encoding', encoding);
      const [request] = receivers.of(`/${encoding}`);
      expect([code, request?.headers['content-type']]).toEqual([
        0,
        {
          cloudevents: 'application/cloudevents+json; charset=utf-8',
          'cloudevents-binary': 'application/json',
          set: 'application/secevent+jwt',
        }[encoding],
      ]);
      const verified = createWebhookVerifier(secret).verify(request!.bytes, request!.headers);
      expect(verified.id).toMatch(/^msg_/);
    }
  });

  test.each([
    ['a server that does not run', ['--url', 'http://127.0.0.1:9'], 3, 'no server answers'],
    ['a key of nobody', ['--key', 'nobody'], 2, '401'],
    ['a cursor of another feed', ['--after', 'other.1'], 2, 'cursor'],
    ['a secret that is none', ['--secret', 'whsec_x'], 2, '--secret'],
    ['a receiver that is no address', ['--forward-to', 'localhost:3000'], 2, 'address of HTTP'],
  ])('refused with the next step: %s', async (_what, args, code, words) => {
    const result = await listen(...here(), '--count', '1', ...args);
    expect([result.code, result.err]).toEqual([code, expect.stringContaining(words)]);
  });
});

async function settingsOf({ settings }: TestServer): Promise<TestServer['settings']> {
  return settings;
}
