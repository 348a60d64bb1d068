import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askReceiver } from '#integrations/events/encodings/index.js';
import { createHttpClient } from '#outgoing/index.js';
import { closedPort, startMisbehaving } from '../../kit/misbehaving-receivers.js';
import type { Receiver } from '../../kit/receivers.js';

// hooks J4: the handshake of CloudEvents, whose header decides and never the status.

describe('asking a receiver of CloudEvents', () => {
  let receivers: Receiver;
  beforeAll(async () => {
    receivers = await startMisbehaving();
  });
  afterAll(() => receivers.stop());
  const ask = (url: string, allow: readonly string[] = [receivers.host]) =>
    askReceiver(createHttpClient({ allow }), { url, origin: 'muster.example', seconds: 10 });

  test.each([
    ['*', undefined, undefined],
    ['muster.example', '120', 120],
    ['other.example, MUSTER.example', '*', undefined],
    ['*', '0', undefined],
    ['*', '1e9', undefined],
  ])('hooks J4: %s with a rate of %s is consent', async (origin, rate, requestsPerMinute) => {
    for (const status of [200, 204, 405]) {
      const headers = {
        'WebHook-Allowed-Origin': origin,
        ...(rate !== undefined && { 'WebHook-Allowed-Rate': rate }),
      };
      receivers.consent('/ask', headers, status);
      const expected = {
        isGiven: true,
        ...(requestsPerMinute !== undefined && { requestsPerMinute }),
      };
      expect(await ask(receivers.url('/ask'))).toEqual(expected);
    }
    expect(receivers.questions.at(-1)).toEqual({ path: '/ask', origin: 'muster.example' });
  });

  test('hooks J4: without the header, with that of others, and without an answer: not confirmed, and why', async () => {
    receivers.consent('/plain', {}, 200);
    expect(await ask(receivers.url('/plain'))).toMatchObject({ reason: 'no_handshake' });
    receivers.consent('/others', { 'webhook-allowed-origin': 'other.example' }, 200);
    const denied = await ask(receivers.url('/others'));
    expect(denied).toMatchObject({ isGiven: false, reason: 'denied' });
    const port = await closedPort();
    const failed = await ask(`http://127.0.0.1:${port}/`, [`127.0.0.1:${port}`]);
    expect(failed).toMatchObject({ isGiven: false, reason: 'failed' });
  });
});
