import { problem } from '../client/expectations.js';
import { at, isObject, listAt, textAt } from '../client/json.js';
import { CONFIG_URN, GROUP_URN, LIST_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { Lab } from './labs.js';

const DISCOVERY = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'] as const;

/** Rows 16 to 23. */
export const discovery: CheckGroup = {
  name: 'B',
  title: 'Discovery',
  checks: [
    { row: '16', title: 'ServiceProviderConfig is complete', run: serviceProviderConfig },
    { row: '17', title: 'Schemas, together and each by its URN', run: schemas },
    { row: '18', title: 'attributes say all that RFC 7643 section 7 asks', run: attributes },
    { row: '19', title: 'ResourceTypes with endpoints and extensions', run: resourceTypes },
    { row: '20', title: 'filter there: 403; paging there: ignored', run: parameters },
    {
      row: '21',
      title: 'nothing can be written there: 405',
      async run(lab) {
        for (const path of DISCOVERY) {
          for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
            const ask = method === 'DELETE' ? {} : { body: {} };
            lab.refused(await lab.send(method, path, ask), [405, 501]);
          }
        }
      },
    },
    { row: '22', title: 'what is returned is published', run: published },
    { row: '23', title: 'meta.resourceType and meta.location on discovery', run: metas },
  ],
};

async function serviceProviderConfig(lab: Lab): Promise<void> {
  const answer = await lab.send('GET', '/ServiceProviderConfig');
  lab.ok(answer);
  const { json } = answer;
  lab.that(answer, listAt(json, 'schemas').includes(CONFIG_URN), `schemas [${CONFIG_URN}]`);
  for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
    const supported = at(json, feature, 'supported');
    if (typeof supported !== 'boolean')
      lab.none(answer, [problem(`${feature}.supported, a boolean`, supported)]);
  }
  for (const [feature, limit] of [
    ['bulk', 'maxOperations'],
    ['bulk', 'maxPayloadSize'],
    ['filter', 'maxResults'],
  ] as const) {
    const value = at(json, feature, limit);
    if (!Number.isInteger(value)) lab.none(answer, [problem(`${feature}.${limit}`, value)]);
  }
  const schemes = listAt(json, 'authenticationSchemes');
  lab.that(answer, schemes.length > 0, 'authenticationSchemes');
  for (const scheme of schemes) {
    for (const name of ['type', 'name', 'description'])
      lab.that(answer, textAt(scheme, name) !== '', `authenticationSchemes.${name}`);
  }
}

async function schemas(lab: Lab): Promise<void> {
  const answer = await lab.send('GET', '/Schemas');
  lab.ok(answer);
  lab.that(answer, listAt(answer.json, 'schemas').includes(LIST_URN), 'a ListResponse');
  const urns = listAt(answer.json, 'Resources').map((schema) => textAt(schema, 'id'));
  for (const urn of [USER_URN, GROUP_URN]) lab.that(answer, urns.includes(urn), urn);
  for (const urn of urns) {
    const one = await lab.send('GET', `/Schemas/${urn}`);
    lab.ok(one);
    lab.that(one, at(one.json, 'id') === urn, `id ${urn}`);
  }
  lab.refused(await lab.send('GET', '/Schemas/urn:example:nothing'), [404]);
}

const TYPES = 'string boolean decimal integer dateTime reference binary complex'.split(' ');
const MUTABILITIES = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const RETURNED = ['always', 'never', 'default', 'request'];

async function attributes(lab: Lab): Promise<void> {
  const answer = await lab.send('GET', '/Schemas');
  lab.ok(answer);
  lab.that(answer, !/:\s*null\b/.test(answer.text), 'no null anywhere');
  for (const schema of listAt(answer.json, 'Resources')) {
    for (const attribute of listAt(schema, 'attributes')) {
      const problems = attributeProblems(attribute, textAt(schema, 'id'));
      lab.none(answer, problems);
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

async function resourceTypes(lab: Lab): Promise<void> {
  const answer = await lab.send('GET', '/ResourceTypes');
  lab.ok(answer);
  lab.that(answer, listAt(answer.json, 'schemas').includes(LIST_URN), 'a ListResponse');
  const types = listAt(answer.json, 'Resources');
  for (const [name, endpoint, schema] of [
    ['User', '/Users', USER_URN],
    ['Group', '/Groups', GROUP_URN],
  ] as const) {
    const type = types.find((one) => at(one, 'name') === name);
    lab.that(answer, textAt(type, 'endpoint').endsWith(endpoint), `${name} at ${endpoint}`);
    lab.that(answer, at(type, 'schema') === schema, `${name} with ${schema}`);
    const one = await lab.send('GET', `/ResourceTypes/${name}`);
    lab.ok(one);
    lab.that(one, at(one.json, 'name') === name, `name ${name}`);
  }
  for (const extension of types.flatMap((type) => listAt(type, 'schemaExtensions'))) {
    const complete = textAt(extension, 'schema') !== '';
    const known = complete && typeof at(extension, 'required') === 'boolean';
    lab.that(answer, known, 'schemaExtensions with schema and required');
  }
}

async function parameters(lab: Lab): Promise<void> {
  for (const path of DISCOVERY)
    lab.refused(await lab.send('GET', path, { query: 'filter=id%20pr' }), [403]);
  for (const path of ['/Schemas', '/ResourceTypes']) {
    const all = await lab.send('GET', path);
    const paged = await lab.send('GET', path, { query: 'startIndex=2&count=1&sortBy=id' });
    lab.ok(paged);
    const [count, whole] = [listAt(paged.json, 'Resources'), listAt(all.json, 'Resources')];
    lab.that(paged, count.length === whole.length, `all ${whole.length}, whatever the paging`);
  }
}

async function published(lab: Lab): Promise<void> {
  const { first, second } = await lab.trio();
  const group = await lab.group({ members: [{ value: first.id }] });
  const { undeclared } = await lab.dictionary();
  const types = listAt(await lab.get({ path: '/ResourceTypes' }), 'Resources');
  const urns = new Set(
    types.flatMap((type) => [
      textAt(type, 'schema'),
      ...listAt(type, 'schemaExtensions').map((one) => textAt(one, 'schema')),
    ]),
  );
  for (const one of [first, second, group]) {
    const resource = await lab.get(one);
    const strays = undeclared(resource);
    lab.that(
      one.answer,
      strays.length === 0,
      `only published attributes, not ${strays.join(', ')}`,
    );
    for (const urn of listAt(resource, 'schemas'))
      lab.that(one.answer, urns.has(String(urn)), `${String(urn)} in /ResourceTypes`);
  }
}

async function metas(lab: Lab): Promise<void> {
  const config = await lab.send('GET', '/ServiceProviderConfig');
  const schemas = await lab.send('GET', '/Schemas');
  const types = await lab.send('GET', '/ResourceTypes');
  const items = [
    ['ServiceProviderConfig', config, [config.json]],
    ['Schema', schemas, listAt(schemas.json, 'Resources')],
    ['ResourceType', types, listAt(types.json, 'Resources')],
  ] as const;
  for (const [name, answer, list] of items) {
    for (const one of list) {
      const meta = at(one, 'meta');
      lab.that(answer, isObject(meta), `meta on every ${name}`);
      lab.that(answer, at(meta, 'resourceType') === name, `meta.resourceType ${name}`);
      lab.that(answer, /^https?:/.test(textAt(meta, 'location')), 'meta.location, absolute');
    }
  }
}
