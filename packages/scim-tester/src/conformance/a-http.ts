import { literal, queryOf } from '../client/client.js';
import { problem, statusProblems } from '../client/expectations.js';
import { at, textAt } from '../client/json.js';
import { USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import { NotSeen, type Lab } from './labs.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Rows 1 to 15. */
export const http: CheckGroup = {
  name: 'A',
  title: 'HTTP, authentication, errors',
  checks: [
    {
      row: '1',
      title: 'no credential: 401 with WWW-Authenticate',
      async run(lab) {
        for (const path of ['/Users', '/Groups', `/Users/${NOBODY}`]) {
          const answer = await lab.send('GET', path, { authorization: null });
          lab.refused(answer, [401]);
          lab.that(answer, answer.headers.has('www-authenticate'), 'WWW-Authenticate');
        }
      },
    },
    {
      row: '2',
      title: 'an unknown token: 401, never a redirect or a page',
      async run(lab) {
        for (const authorization of ['Bearer unknown', 'Bearer ', 'Basic dXNlcjpwYXNz'])
          lab.refused(await lab.send('GET', '/Users', { authorization }), [401]);
      },
    },
    unseen('3', 'a token without the scope: 403', 'needs a second token with fewer scopes'),
    unseen('4', 'tenants do not see each other', 'needs the token of a second tenant'),
    {
      row: '5',
      title: 'an unknown endpoint: 404',
      run: async (lab) => lab.refused(await lab.send('GET', '/Foos'), [404]),
    },
    { row: '6', title: 'an unknown id: 404 on GET, PUT, PATCH, DELETE', run: unknownId },
    { row: '7', title: 'broken JSON, an array, no body: 400 invalidSyntax', run: brokenBodies },
    { row: '8', title: 'media types of a body', run: mediaTypes },
    { row: '9', title: 'Accept in every form', run: accepts },
    { row: '10', title: 'Unicode unchanged, and found by a filter', run: unicode },
    {
      row: '11',
      title: 'an unknown query parameter is ignored',
      async run(lab) {
        for (const query of ['foo=1', 'aadOptscim062020', 'aadOptscim062020=&count=1'])
          lab.ok(await lab.send('GET', '/Users', { query }));
      },
    },
    {
      row: '12',
      title: 'an unsupported method: 405 with Allow, or 501',
      async run(lab) {
        for (const [method, path] of [
          ['PUT', '/Users'],
          ['DELETE', '/Schemas'],
        ] as const) {
          const answer = await lab.send(method, path, method === 'PUT' ? { body: {} } : {});
          lab.refused(answer, [405, 501]);
          if (answer.status === 405) lab.that(answer, answer.headers.has('allow'), 'Allow');
        }
      },
    },
    {
      row: '13',
      title: '/Me: 501, a redirect, or the person with a permanent Location',
      async run(lab) {
        const answer = await lab.send('GET', '/Me');
        if (answer.status === 308)
          return lab.that(answer, answer.headers.has('location'), 'Location');
        if (answer.status !== 200) return lab.refused(answer, [501, 404]);
        const location = textAt(answer.json, 'meta', 'location');
        lab.that(answer, location.includes('/Users/'), 'meta.location below /Users');
      },
    },
    {
      row: '14',
      title: 'another version in the path: 404, or 400 invalidVers',
      async run(lab) {
        if (!/\/v2$/.test(lab.client.baseUrl)) throw new NotSeen('the base URL names no version');
        const answer = await lab.send('GET', '/../v3/Users');
        const known = answer.status === 404 || at(answer.json, 'scimType') === 'invalidVers';
        lab.that(answer, known, '404, or 400 invalidVers');
      },
    },
    { row: '15', title: 'every error is a SCIM Error with a text status', run: errors },
  ],
};

/** A row that one connection and one token cannot show. */
export function unseen(row: string, title: string, why: string): CheckGroup['checks'][number] {
  return { row, title, run: () => Promise.reject(new NotSeen(why)) };
}

async function unknownId(lab: Lab): Promise<void> {
  const path = `/Users/${NOBODY}`;
  const body = { schemas: [USER_URN], userName: lab.name() };
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'x' }],
  };
  lab.refused(await lab.send('GET', path), [404]);
  lab.refused(await lab.send('PUT', path, { body }), [404]);
  lab.refused(await lab.send('PATCH', path, { body: patch }), [404]);
  lab.refused(await lab.send('DELETE', path), [404]);
  lab.refused(await lab.send('GET', path), [404]);
  lab.refused(await lab.send('GET', `/Groups/${NOBODY}`), [404]);
}

async function brokenBodies(lab: Lab): Promise<void> {
  for (const text of ['{"userName": "x"', '[]', '[{"userName":"x"}]', '"text"', '']) {
    const answer = await lab.send('POST', '/Users', { text });
    lab.refused(answer, [400], ['invalidSyntax']);
  }
}

async function mediaTypes(lab: Lab): Promise<void> {
  for (const type of [
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'application/json',
    'application/json;charset=UTF-8',
  ]) {
    const body = { schemas: [USER_URN], userName: lab.name() };
    const answer = await lab.send('POST', '/Users', { body, headers: { 'content-type': type } });
    lab.ok(answer, 201);
  }
  const headers = { 'content-type': 'text/xml' };
  lab.refused(await lab.send('POST', '/Users', { text: '<User/>', headers }), [415]);
}

async function accepts(lab: Lab): Promise<void> {
  for (const accept of ['application/scim+json', '*/*', '']) {
    const answer = await lab.send('GET', '/Users', { query: 'count=1', headers: { accept } });
    lab.ok(answer);
  }
  const headers = { accept: 'application/json' };
  const plain = await lab.send('GET', '/Users', { query: 'count=1', headers });
  lab.none(plain, statusProblems(plain, [200], 'any'));
}

async function unicode(lab: Lab): Promise<void> {
  const displayName = 'ユーザー 👩‍💻 é é Ünïcode';
  const userName = `${lab.name('ü')}-用户-👩‍💻`;
  const made = await lab.user({ userName, displayName });
  const got = await lab.get(made);
  const same = at(got, 'userName') === userName && at(got, 'displayName') === displayName;
  lab.that(made.answer, same, `userName ${userName} and displayName ${displayName}, unchanged`);
  const answer = await lab.list('User', { filter: `userName eq ${literal(userName)}` });
  lab.that(answer, at(answer.json, 'Resources', 0, 'id') === made.id, 'the filter finds it');
}

async function errors(lab: Lab): Promise<void> {
  const { body } = await lab.user();
  lab.refused(await lab.send('POST', '/Users', { body }), [409], ['uniqueness']);
  lab.refused(
    await lab.send('GET', '/Users', { query: queryOf({ filter: 'userName eq' }) }),
    [400],
  );
  lab.refused(await lab.send('GET', '/Nothing/here/at/all'), [404]);
  const answer = await lab.send('POST', '/Users', { body: { schemas: [USER_URN] } });
  lab.refused(answer, [400], ['invalidValue', 'invalidSyntax']);
  const { json } = answer;
  if (typeof at(json, 'detail') !== 'string')
    lab.none(answer, [problem('detail, a sentence for people', at(json, 'detail'))]);
}
