import { echoProblems, problem } from '../client/expectations.js';
import { at, isObject, listAt, textAt } from '../client/json.js';
import { CONFIG_URN, GROUP_URN, LIST_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { ConformanceRun } from './conformance-run.js';

const DISCOVERY = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'] as const;

/** Rows 16 to 23. */
export const discovery: CheckGroup = {
  name: 'B',
  title: 'Discovery',
  checks: [
    { row: '16', title: 'ServiceProviderConfig is complete', verify: serviceProviderConfig },
    { row: '17', title: 'Schemas, together and each by its URN', verify: listedSchemas },
    { row: '18', title: 'attributes say all that RFC 7643 section 7 asks', verify: attributes },
    { row: '19', title: 'ResourceTypes with endpoints and extensions', verify: resourceTypes },
    { row: '20', title: 'filter there: 403; paging there: ignored', verify: parameters },
    {
      row: '21',
      title: 'nothing can be written there: 405',
      verify: readOnly,
    },
    { row: '22', title: 'what is returned is published', verify: published },
    { row: '23', title: 'meta.resourceType and meta.location on discovery', verify: metas },
  ],
};

async function serviceProviderConfig(run: ConformanceRun): Promise<void> {
  const answer = await run.send('GET', '/ServiceProviderConfig');
  run.expectStatus(answer);
  const { json } = answer;
  run.expectThat(answer, listAt(json, 'schemas').includes(CONFIG_URN), `schemas [${CONFIG_URN}]`);
  for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
    const supported = at(json, feature, 'supported');
    if (typeof supported !== 'boolean')
      run.expectNone(answer, [problem(`${feature}.supported, a boolean`, supported)]);
  }
  for (const [feature, limit] of [
    ['bulk', 'maxOperations'],
    ['bulk', 'maxPayloadSize'],
    ['filter', 'maxResults'],
  ] as const) {
    const value = at(json, feature, limit);
    if (!Number.isInteger(value)) run.expectNone(answer, [problem(`${feature}.${limit}`, value)]);
  }
  const schemes = listAt(json, 'authenticationSchemes');
  run.expectThat(answer, schemes.length > 0, 'authenticationSchemes');
  for (const scheme of schemes) {
    for (const name of ['type', 'name', 'description'])
      run.expectThat(answer, textAt(scheme, name) !== '', `authenticationSchemes.${name}`);
  }
}

async function listedSchemas(run: ConformanceRun): Promise<void> {
  const answer = await run.send('GET', '/Schemas');
  run.expectStatus(answer);
  run.expectThat(answer, listAt(answer.json, 'schemas').includes(LIST_URN), 'a ListResponse');
  const schemas = listAt(answer.json, 'Resources');
  const urns = schemas.map((schema) => textAt(schema, 'id'));
  for (const urn of [USER_URN, GROUP_URN]) run.expectThat(answer, urns.includes(urn), urn);
  for (const schema of schemas) {
    const urn = textAt(schema, 'id');
    for (const path of [urn, encodeURIComponent(urn)]) {
      const one = await run.send('GET', `/Schemas/${path}`);
      run.expectStatus(one);
      run.expectNone(one, echoProblems(schema, one.json));
    }
  }
  run.expectError(await run.send('GET', '/Schemas/urn:example:nothing'), [404]);
}

const TYPES = 'string boolean decimal integer dateTime reference binary complex'.split(' ');
const MUTABILITIES = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const RETURNED = ['always', 'never', 'default', 'request'];

async function attributes(run: ConformanceRun): Promise<void> {
  const answer = await run.send('GET', '/Schemas');
  run.expectStatus(answer);
  run.expectThat(answer, !/:\s*null\b/.test(answer.text), 'no null anywhere');
  for (const schema of listAt(answer.json, 'Resources')) {
    for (const attribute of listAt(schema, 'attributes')) {
      const problems = attributeProblems(attribute, textAt(schema, 'id'));
      run.expectNone(answer, problems);
    }
  }
}

function attributeProblems(attribute: unknown, path: string): { expected: string; came: string }[] {
  const here = `${path}:${textAt(attribute, 'name')}`;
  const wrong = (what: string, value: unknown) => problem(`${here} with ${what}`, value);
  const type = textAt(attribute, 'type');
  const problems = [
    ...(['name', 'description'] as const)
      .filter((name) => textAt(attribute, name) === '')
      .map((name) => wrong(name, attribute)),
    ...(['multiValued', 'required'] as const)
      .filter((name) => typeof at(attribute, name) !== 'boolean')
      .map((name) => wrong(`${name}, a boolean`, at(attribute, name))),
  ];
  if (!TYPES.includes(type)) problems.push(wrong('a type', type));
  const mutability = at(attribute, 'mutability');
  if (!MUTABILITIES.includes(String(mutability))) problems.push(wrong('mutability', mutability));
  const returned = at(attribute, 'returned');
  if (!RETURNED.includes(String(returned))) problems.push(wrong('returned', returned));
  const inner = listAt(attribute, 'subAttributes');
  if (type === 'complex' && inner.length === 0) problems.push(wrong('subAttributes', inner));
  if (type === 'reference' && listAt(attribute, 'referenceTypes').length === 0)
    problems.push(wrong('referenceTypes, an array', at(attribute, 'referenceTypes')));
  if (type === 'string' && typeof at(attribute, 'caseExact') !== 'boolean')
    problems.push(wrong('caseExact, a boolean', at(attribute, 'caseExact')));
  return [...problems, ...inner.flatMap((sub) => attributeProblems(sub, here))];
}

async function resourceTypes(run: ConformanceRun): Promise<void> {
  const answer = await run.send('GET', '/ResourceTypes');
  run.expectStatus(answer);
  run.expectThat(answer, listAt(answer.json, 'schemas').includes(LIST_URN), 'a ListResponse');
  const types = listAt(answer.json, 'Resources');
  for (const [name, endpoint, schema] of [
    ['User', '/Users', USER_URN],
    ['Group', '/Groups', GROUP_URN],
  ] as const) {
    const type = types.find((one) => at(one, 'name') === name);
    run.expectThat(answer, textAt(type, 'endpoint').endsWith(endpoint), `${name} at ${endpoint}`);
    run.expectThat(answer, at(type, 'schema') === schema, `${name} with ${schema}`);
    const one = await run.send('GET', `/ResourceTypes/${name}`);
    run.expectStatus(one);
    run.expectThat(one, at(one.json, 'name') === name, `name ${name}`);
    run.expectNone(one, echoProblems(type, one.json));
  }
  run.expectError(await run.send('GET', '/ResourceTypes/Nothing'), [404]);
  for (const extension of types.flatMap((type) => listAt(type, 'schemaExtensions'))) {
    const complete = textAt(extension, 'schema') !== '';
    const known = complete && typeof at(extension, 'required') === 'boolean';
    run.expectThat(answer, known, 'schemaExtensions with schema and required');
  }
}

async function parameters(run: ConformanceRun): Promise<void> {
  const single = ['/ResourceTypes/User', `/Schemas/${USER_URN}`];
  for (const path of [...DISCOVERY, ...single])
    run.expectError(await run.send('GET', path, { query: 'filter=id%20pr' }), [403]);
  for (const path of ['/ServiceProviderConfig', ...single]) {
    const whole = await run.get({ path });
    const query = 'startIndex=2&count=1&sortBy=id&sortOrder=descending';
    const asked = await run.send('GET', path, { query });
    run.expectStatus(asked);
    run.expectNone(asked, echoProblems(whole, asked.json));
  }
  for (const path of ['/Schemas', '/ResourceTypes']) {
    const all = await run.send('GET', path);
    const paged = await run.send('GET', path, { query: 'startIndex=2&count=1&sortBy=id' });
    run.expectStatus(paged);
    const [count, whole] = [listAt(paged.json, 'Resources'), listAt(all.json, 'Resources')];
    run.expectThat(
      paged,
      count.length === whole.length,
      `all ${whole.length}, whatever the paging`,
    );
  }
}

async function readOnly(run: ConformanceRun): Promise<void> {
  for (const path of [...DISCOVERY, '/ResourceTypes/User', `/Schemas/${USER_URN}`]) {
    const before = await run.get({ path });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const options = method === 'DELETE' ? {} : { body: {} };
      const answer = await run.send(method, path, options);
      run.expectError(answer, [405, 501]);
      if (answer.status === 405) run.expectThat(answer, answer.headers.has('allow'), 'Allow');
    }
    const after = await run.send('GET', path);
    run.expectNone(after, echoProblems(before, after.json));
  }
}

async function published(run: ConformanceRun): Promise<void> {
  const { first, second } = await run.threeUsers();
  const group = await run.group({ members: [{ value: first.id }] });
  const { undeclared } = await run.dictionary();
  const types = listAt(await run.get({ path: '/ResourceTypes' }), 'Resources');
  const urns = new Set(
    types.flatMap((type) => [
      textAt(type, 'schema'),
      ...listAt(type, 'schemaExtensions').map((one) => textAt(one, 'schema')),
    ]),
  );
  for (const one of [first, second, group]) {
    const resource = await run.get(one);
    const strays = undeclared(resource);
    run.expectThat(
      one.answer,
      strays.length === 0,
      `only published attributes, not ${strays.join(', ')}`,
    );
    for (const urn of listAt(resource, 'schemas'))
      run.expectThat(one.answer, urns.has(String(urn)), `${String(urn)} in /ResourceTypes`);
  }
}

async function metas(run: ConformanceRun): Promise<void> {
  const config = await run.send('GET', '/ServiceProviderConfig');
  const schemas = await run.send('GET', '/Schemas');
  const types = await run.send('GET', '/ResourceTypes');
  const items = [
    ['ServiceProviderConfig', config, [config.json]],
    ['Schema', schemas, listAt(schemas.json, 'Resources')],
    ['ResourceType', types, listAt(types.json, 'Resources')],
  ] as const;
  for (const [name, answer, list] of items) {
    for (const one of list) {
      const meta = at(one, 'meta');
      run.expectThat(answer, isObject(meta), `meta on every ${name}`);
      run.expectThat(answer, at(meta, 'resourceType') === name, `meta.resourceType ${name}`);
      const location = textAt(meta, 'location');
      run.expectThat(answer, /^https?:/.test(location), 'meta.location, absolute');
      const { baseUrl } = run.client;
      run.expectThat(answer, location.startsWith(`${baseUrl}/`), `meta.location below ${baseUrl}`);
      const there = await run.send('GET', location.slice(baseUrl.length));
      run.expectStatus(there);
      run.expectNone(there, echoProblems(one, there.json));
    }
  }
}
