import { at, listAt, textAt } from '../client/json.js';
import { USER_URN } from '../client/messages.js';
import { inParallel } from '../parallel.js';
import { notCheckable } from './http.js';
import { rotation } from './access-checks.js';
import type { CheckGroup } from './checks.js';
import { NotCheckable, type ConformanceRun } from './conformance-run.js';

/** Rows 101 to 110, as far as they can be seen from outside. */
export const robustness: CheckGroup = {
  name: 'I',
  title: 'Robustness and operations',
  checks: [
    { row: '101', title: 'a body too large: 413; too deep: 400', verify: bodies },
    { row: '102', title: '25 requests a second are never throttled', verify: rate },
    {
      row: '103',
      title: 'locations begin with the address that was asked',
      async verify(run) {
        const user = await run.user();
        const location = textAt(user.answer.json, 'meta', 'location');
        const { protocol, host } = new URL(run.client.baseUrl);
        const theirs = new URL(location);
        const same = theirs.protocol === protocol && theirs.host === host;
        run.expectThat(user.answer, same, `meta.location at ${protocol}//${host}`);
      },
    },
    { row: '104', title: 'a group of 50, with its members and without', verify: bigGroup },
    notCheckable('105', 'a restart keeps everything', 'needs a restart of the server'),
    {
      row: '106',
      title: 'no error shows the token',
      async verify(run) {
        const authorization = `Bearer secret-${run.tag}`;
        const answer = await run.send('GET', '/Users', { authorization });
        run.expectThat(answer, !answer.text.includes(`secret-${run.tag}`), 'no token in the body');
      },
    },
    rotation,
    notCheckable('108', 'an OAuth token endpoint', 'needs client credentials'),
    { row: '109', title: 'an empty POST and huge headers: 4xx, no hanging', verify: oddRequests },
    { row: '110', title: 'HEAD, OPTIONS, doubled and trailing slashes', verify: oddPaths },
  ],
};

const MEBIBYTE = 1024 * 1024;

async function bodies(run: ConformanceRun): Promise<void> {
  const deep = `{"schemas":["${USER_URN}"],"userName":"${run.name()}","name":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`;
  const nested = await run.send('POST', '/Users', { text: deep });
  run.expectError(nested, [400, 413], ['invalidSyntax', 'invalidValue']);
  const array = await run.send('POST', '/Users', { text: '['.repeat(10_000) });
  run.expectError(array, [400, 413]);
  const text = `{"schemas":["${USER_URN}"],"userName":"${run.name()}","title":"${'x'.repeat(65 * MEBIBYTE)}"}`;
  const large = await run.send('POST', '/Users', { text });
  // A server may close the connection while we are still sending: then there is no answer to read.
  if (large.failure === undefined) run.expectError(large, [413, 400]);
  run.expectStatus(await run.send('GET', '/Users', { query: 'count=1' }));
}

async function rate(run: ConformanceRun): Promise<void> {
  const throttled: number[] = [];
  const before = run.client.exchanges.length;
  await inParallel(Array.from({ length: 50 }), 5, async () => {
    await run.send('GET', '/Users', { query: 'count=1' });
  });
  for (const { status } of run.client.exchanges.slice(before))
    if (status === 429) throttled.push(status);
  const last = await run.send('GET', '/Users', { query: 'count=1' });
  run.expectThat(last, throttled.length === 0, 'none of 50 requests throttled');
}

async function bigGroup(run: ConformanceRun): Promise<void> {
  const ids = (await run.crowd()).map(({ id }) => id);
  const group = await run.group({ members: ids.map((value) => ({ value })) });
  const lean = await run.send('GET', group.path, { query: 'excludedAttributes=members' });
  run.expectStatus(lean);
  run.expectThat(lean, at(lean.json, 'members') === undefined, 'no members');
  const whole = await run.send('GET', group.path);
  run.expectThat(
    whole,
    listAt(whole.json, 'members').length === ids.length,
    `${ids.length} members`,
  );
}

async function oddRequests(run: ConformanceRun): Promise<void> {
  const empty = await run.send('POST', '/Users', {});
  run.expectError(empty, [400, 411, 415]);
  const headers = { 'x-much': 'x'.repeat(100_000) };
  const huge = await run.send('GET', '/Users', { query: 'count=1', headers });
  if (huge.failure !== undefined)
    throw new NotCheckable(`the connection was closed: ${huge.failure}`);
  run.expectThat(huge, huge.status < 500, 'an answer below 500');
}

async function oddPaths(run: ConformanceRun): Promise<void> {
  const head = await run.send('HEAD', '/Users', { query: 'count=1' });
  run.expectThat(
    head,
    [200, 204, 405].includes(head.status) && head.text === '',
    'HEAD without a body',
  );
  const options = await run.send('OPTIONS', '/Users');
  run.expectThat(options, options.status < 500, 'OPTIONS below 500');
  const user = await run.user();
  for (const path of ['//Users', '/Users/', `//Users/${user.id}`, `${user.path}/`])
    run.expectStatus(await run.send('GET', path, { query: 'count=1' }));
}
