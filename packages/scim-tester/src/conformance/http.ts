import { literal, queryOf } from '../client/client.js';
import { problem, statusProblems } from '../client/expectations.js';
import { at, textAt } from '../client/json.js';
import { GROUP_URN, patchBody, USER_URN } from '../client/messages.js';
import { missingScope, tenants } from './access-checks.js';
import type { CheckGroup } from './checks.js';
import { NotCheckable, type ConformanceRun } from './conformance-run.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Rows 1 to 15. */
export const http: CheckGroup = {
  name: 'A',
  title: 'HTTP, authentication, errors',
  checks: [
    {
      row: '1',
      title: 'no credential: 401 with WWW-Authenticate',
      async verify(run) {
        const one = `/Users/${NOBODY}`;
        for (const [method, path] of [
          ['GET', '/Users'],
          ['POST', '/Users'],
          ['GET', '/Groups'],
          ['GET', one],
          ['PUT', one],
          ['PATCH', one],
          ['DELETE', one],
        ] as const) {
          const answer = await run.send(method, path, { authorization: null });
          run.expectError(answer, [401]);
          run.expectThat(answer, answer.headers.has('www-authenticate'), 'WWW-Authenticate');
        }
      },
    },
    {
      row: '2',
      title: 'an unknown token: 401, never a redirect or a page',
      async verify(run) {
        for (const authorization of ['Bearer unknown', 'Bearer ', 'Basic dXNlcjpwYXNz'])
          run.expectError(await run.send('GET', '/Users', { authorization }), [401]);
      },
    },
    missingScope,
    tenants,
    {
      row: '5',
      title: 'an unknown endpoint: 404',
      async verify(run) {
        for (const path of ['/Foos', '/Foos/1', '/Userss'])
          run.expectError(await run.send('GET', path), [404]);
      },
    },
    { row: '6', title: 'an unknown id: 404 on GET, PUT, PATCH, DELETE', verify: unknownId },
    { row: '7', title: 'broken JSON, an array, no body: 400 invalidSyntax', verify: brokenBodies },
    { row: '8', title: 'media types of a body', verify: mediaTypes },
    { row: '9', title: 'Accept in every form', verify: accepts },
    { row: '10', title: 'Unicode unchanged, and found by a filter', verify: unicode },
    {
      row: '11',
      title: 'an unknown query parameter is ignored',
      async verify(run) {
        for (const query of ['foo=1', 'aadOptscim062020', 'aadOptscim062020=&count=1', 'a[b]=c&&='])
          run.expectStatus(await run.send('GET', '/Users', { query }));
      },
    },
    {
      row: '12',
      title: 'an unsupported method: 405 with Allow, or 501',
      async verify(run) {
        for (const [method, path] of [
          ['PUT', '/Users'],
          ['PATCH', '/Users'],
          ['POST', `/Users/${NOBODY}`],
          ['DELETE', '/Schemas'],
        ] as const) {
          const answer = await run.send(method, path, method === 'DELETE' ? {} : { body: {} });
          run.expectError(answer, [405, 501]);
          if (answer.status === 405) run.expectThat(answer, answer.headers.has('allow'), 'Allow');
        }
      },
    },
    {
      row: '13',
      title: '/Me: 501, a redirect, or the person with a permanent Location',
      async verify(run) {
        const answer = await run.send('GET', '/Me');
        if (answer.status === 308)
          return run.expectThat(answer, answer.headers.has('location'), 'Location');
        if (answer.status !== 200) return run.expectError(answer, [501, 404]);
        const location = textAt(answer.json, 'meta', 'location');
        run.expectThat(answer, location.includes('/Users/'), 'meta.location below /Users');
      },
    },
    {
      row: '14',
      title: 'another version in the path: 404, or 400 invalidVers',
      async verify(run) {
        if (!/\/v2$/.test(run.client.baseUrl))
          throw new NotCheckable('the base URL names no version');
        for (const version of ['v3', 'v20']) {
          const answer = await run.send('GET', `/../${version}/Users`);
          const known = answer.status === 404 || at(answer.json, 'scimType') === 'invalidVers';
          run.expectThat(answer, known, '404, or 400 invalidVers');
        }
      },
    },
    { row: '15', title: 'every error is a SCIM Error with a text status', verify: errors },
  ],
};

/** A row that one connection and one token cannot show. */
export function notCheckable(
  row: string,
  title: string,
  why: string,
): CheckGroup['checks'][number] {
  return { row, title, verify: () => Promise.reject(new NotCheckable(why)) };
}

async function unknownId(run: ConformanceRun): Promise<void> {
  const user = { schemas: [USER_URN], userName: run.name() };
  const group = { schemas: [GROUP_URN], displayName: run.name('group') };
  const change = patchBody({ op: 'replace', path: 'externalId', value: 'x' });
  for (const id of [NOBODY, '__proto__', "'%20OR%201=1--"]) {
    const statuses = id === NOBODY ? [404] : [404, 400];
    for (const [endpoint, resource] of [
      ['/Users', user],
      ['/Groups', group],
    ] as const) {
      const path = `${endpoint}/${id}`;
      run.expectError(await run.send('GET', path), statuses);
      run.expectError(await run.send('PUT', path, { body: resource }), statuses);
      run.expectError(await run.send('PATCH', path, { body: change }), statuses);
      run.expectError(await run.send('DELETE', path), statuses);
    }
  }
}

async function brokenBodies(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  for (const [method, path, texts] of [
    ['POST', '/Users', ['{"userName": "x"', '[]', '[{"userName":"x"}]', '"text"', 'null', '']],
    ['POST', '/Groups', ['{', '7']],
    ['PUT', user.path, ['{', '[]']],
    ['PATCH', user.path, ['{', '[]']],
  ] as const)
    for (const text of texts)
      run.expectError(await run.send(method, path, { text }), [400], ['invalidSyntax']);
}

async function mediaTypes(run: ConformanceRun): Promise<void> {
  for (const type of [
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'application/json',
    'application/json;charset=UTF-8',
    'Application/SCIM+JSON',
  ]) {
    const body = { schemas: [USER_URN], userName: run.name() };
    const answer = await run.send('POST', '/Users', { body, headers: { 'content-type': type } });
    run.expectStatus(answer, 201);
  }
  for (const type of ['text/xml', 'application/x-www-form-urlencoded']) {
    const headers = { 'content-type': type };
    run.expectError(await run.send('POST', '/Users', { text: '<User/>', headers }), [415]);
  }
}

async function accepts(run: ConformanceRun): Promise<void> {
  for (const accept of ['application/scim+json', '*/*', '']) {
    const answer = await run.send('GET', '/Users', { query: 'count=1', headers: { accept } });
    run.expectStatus(answer);
  }
  const headers = { accept: 'application/json' };
  const plain = await run.send('GET', '/Users', { query: 'count=1', headers });
  run.expectNone(plain, statusProblems(plain, [200], 'any'));
}

async function unicode(run: ConformanceRun): Promise<void> {
  const displayName = 'ユーザー 👩‍💻 é é Ünïcode \u200Fעברית 𝔘𝔫𝔦 ﬁ';
  const userName = `${run.name('ü')}-用户-👩‍💻`;
  const made = await run.user({ userName, displayName });
  const got = await run.get(made);
  const same = at(got, 'userName') === userName && at(got, 'displayName') === displayName;
  run.expectThat(
    made.answer,
    same,
    `userName ${userName} and displayName ${displayName}, unchanged`,
  );
  const answer = await run.list('User', { filter: `userName eq ${literal(userName)}` });
  run.expectThat(answer, at(answer.json, 'Resources', 0, 'id') === made.id, 'the filter finds it');
}

async function errors(run: ConformanceRun): Promise<void> {
  const { body } = await run.user();
  run.expectError(await run.send('POST', '/Users', { body }), [409], ['uniqueness']);
  run.expectError(
    await run.send('GET', '/Users', { query: queryOf({ filter: 'userName eq' }) }),
    [400],
  );
  run.expectError(await run.send('GET', '/Nothing/here/at/all'), [404]);
  const answer = await run.send('POST', '/Users', { body: { schemas: [USER_URN] } });
  run.expectError(answer, [400], ['invalidValue', 'invalidSyntax']);
  const { json } = answer;
  if (typeof at(json, 'detail') !== 'string')
    run.expectNone(answer, [problem('detail, a sentence for people', at(json, 'detail'))]);
}
