import { at, listAt, textAt } from '../client/json.js';
import { USER_URN } from '../client/messages.js';
import { inParallel } from '../simulation/stages.js';
import { unseen } from './a-http.js';
import type { CheckGroup } from './checks.js';
import { NotSeen, type Lab } from './labs.js';

/** Rows 101 to 110, as far as they can be seen from outside. */
export const robustness: CheckGroup = {
  name: 'I',
  title: 'Robustness and operations',
  checks: [
    { row: '101', title: 'a body too large: 413; too deep: 400', run: bodies },
    { row: '102', title: '25 requests a second are never throttled', run: rate },
    {
      row: '103',
      title: 'locations begin with the address that was asked',
      async run(lab) {
        const user = await lab.user();
        const location = textAt(user.answer.json, 'meta', 'location');
        const { protocol, host } = new URL(lab.client.baseUrl);
        const theirs = new URL(location);
        const same = theirs.protocol === protocol && theirs.host === host;
        lab.that(user.answer, same, `meta.location at ${protocol}//${host}`);
      },
    },
    { row: '104', title: 'a group of 100, with its members and without', run: bigGroup },
    unseen('105', 'a restart keeps everything', 'needs a restart of the server'),
    {
      row: '106',
      title: 'no error shows the token',
      async run(lab) {
        const authorization = `Bearer secret-${lab.tag}`;
        const answer = await lab.send('GET', '/Users', { authorization });
        lab.that(answer, !answer.text.includes(`secret-${lab.tag}`), 'no token in the body');
      },
    },
    unseen('107', 'tokens expire and rotate', 'needs the right to make and revoke tokens'),
    unseen('108', 'an OAuth token endpoint', 'needs client credentials'),
    { row: '109', title: 'an empty POST and huge headers: 4xx, no hanging', run: oddRequests },
    { row: '110', title: 'HEAD, OPTIONS, doubled and trailing slashes', run: oddPaths },
  ],
};

const MEBIBYTE = 1024 * 1024;

async function bodies(lab: Lab): Promise<void> {
  const deep = `{"schemas":["${USER_URN}"],"userName":"${lab.name()}","name":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`;
  const nested = await lab.send('POST', '/Users', { text: deep });
  lab.refused(nested, [400, 413], ['invalidSyntax', 'invalidValue']);
  const array = await lab.send('POST', '/Users', { text: '['.repeat(10_000) });
  lab.refused(array, [400, 413]);
  const text = `{"schemas":["${USER_URN}"],"userName":"${lab.name()}","title":"${'x'.repeat(65 * MEBIBYTE)}"}`;
  const large = await lab.send('POST', '/Users', { text });
  // A server may close the connection while we are still sending: then there is no answer to read.
  if (large.failure === undefined) lab.refused(large, [413, 400]);
  lab.ok(await lab.send('GET', '/Users', { query: 'count=1' }));
}

async function rate(lab: Lab): Promise<void> {
  const throttled: number[] = [];
  const before = lab.client.exchanges.length;
  await inParallel(Array.from({ length: 50 }), 5, async () => {
    await lab.send('GET', '/Users', { query: 'count=1' });
  });
  for (const { status } of lab.client.exchanges.slice(before))
    if (status === 429) throttled.push(status);
  const last = await lab.send('GET', '/Users', { query: 'count=1' });
  lab.that(last, throttled.length === 0, 'none of 50 requests throttled');
}

const MANY = 100;

async function bigGroup(lab: Lab): Promise<void> {
  const ids: string[] = [];
  await inParallel(Array.from({ length: MANY }), 8, async () => {
    ids.push((await lab.user()).id);
  });
  const group = await lab.group({ members: ids.map((value) => ({ value })) });
  const lean = await lab.send('GET', group.path, { query: 'excludedAttributes=members' });
  lab.ok(lean);
  lab.that(lean, at(lean.json, 'members') === undefined, 'no members');
  const whole = await lab.send('GET', group.path);
  lab.that(whole, listAt(whole.json, 'members').length === ids.length, `${ids.length} members`);
}

async function oddRequests(lab: Lab): Promise<void> {
  const empty = await lab.send('POST', '/Users', {});
  lab.refused(empty, [400, 411, 415]);
  const headers = { 'x-much': 'x'.repeat(100_000) };
  const huge = await lab.send('GET', '/Users', { query: 'count=1', headers });
  if (huge.failure !== undefined) throw new NotSeen(`the connection was closed: ${huge.failure}`);
  lab.that(huge, huge.status < 500, 'an answer below 500');
}

async function oddPaths(lab: Lab): Promise<void> {
  const head = await lab.send('HEAD', '/Users', { query: 'count=1' });
  lab.that(head, [200, 204, 405].includes(head.status) && head.text === '', 'HEAD without a body');
  const options = await lab.send('OPTIONS', '/Users');
  lab.that(options, options.status < 500, 'OPTIONS below 500');
  const user = await lab.user();
  for (const path of ['//Users', '/Users/', `//Users/${user.id}`, `${user.path}/`])
    lab.ok(await lab.send('GET', path, { query: 'count=1' }));
}
