import { expect, test } from '@jest/globals';
import type { Json } from '../kit/server.js';
import {
  ENTERPRISE,
  expectError,
  expectOk,
  GROUP,
  items,
  makeGroup,
  makeUser,
  resources,
  USER,
  walk,
} from './client.js';
import { overServers } from './servers.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const DISCOVERY = ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'];

/** One of everything that a user can have. */
const FULL = {
  schemas: [USER, ENTERPRISE],
  externalId: 'ext-1',
  name: {
    formatted: 'User One',
    familyName: 'One',
    givenName: 'User',
    middleName: 'M',
    honorificPrefix: 'Dr.',
    honorificSuffix: 'Jr.',
  },
  displayName: 'User One',
  nickName: 'One',
  profileUrl: 'https://example.com/1',
  title: 'Engineer',
  userType: 'Employee',
  preferredLanguage: 'en-US',
  locale: 'en-US',
  timezone: 'Europe/Berlin',
  active: true,
  password: 'correct horse',
  emails: [{ value: 'user-1@example.com', display: 'One', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+49 1', display: '1', type: 'mobile', primary: false }],
  ims: [{ value: 'one', type: 'xmpp' }],
  photos: [{ value: 'https://example.com/1.png', type: 'photo' }],
  addresses: [
    {
      formatted: 'A\nB',
      streetAddress: 'A',
      locality: 'B',
      region: 'C',
      postalCode: '1',
      country: 'DE',
      type: 'work',
      primary: true,
    },
  ],
  entitlements: [{ value: 'one' }],
  roles: [{ value: 'developer', display: 'Developer', type: 'job', primary: true }],
  x509Certificates: [{ value: 'AAECAw==' }],
  [ENTERPRISE]: {
    employeeNumber: '1',
    costCenter: 'A',
    organization: 'B',
    division: 'C',
    department: 'D',
    manager: { value: 'someone' },
  },
};

// What is discovered comes from schemas and settings: it is the same over every store.
overServers(
  'discovery',
  (suite) => {
    test('row 16: ServiceProviderConfig is one object that says what is offered', async () => {
      const scim = await suite.scim();
      const config = expectOk(await scim.get('/ServiceProviderConfig'));
      expect(config.schemas).toEqual([`${CORE}:ServiceProviderConfig`]);
      expect(config.Resources).toBeUndefined();
      expect(config).toMatchObject({
        patch: { supported: true },
        bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 1_048_576 },
        filter: { supported: true, maxResults: 1_000 },
        changePassword: { supported: false },
        sort: { supported: true },
        etag: { supported: true },
        pagination: { cursor: true, index: true, defaultPaginationMethod: 'index' },
      });
      const schemes = items(config.authenticationSchemes);
      expect(schemes).toMatchObject([
        { type: 'oauthbearertoken', primary: true },
        { type: 'oauth2' },
      ]);
      for (const one of schemes) {
        for (const name of ['name', 'description']) expect(typeof one[name]).toBe('string');
      }
    });

    test('row 17: E22: the schemas are those three, each found under its URN in any case', async () => {
      const scim = await suite.scim();
      const schemas = resources(await scim.get('/Schemas'));
      expect(schemas.map(({ id }) => id).sort()).toEqual([GROUP, USER, ENTERPRISE].sort());
      for (const schema of schemas) {
        const small = String(schema.id).toLowerCase();
        expect(expectOk(await scim.get(`/Schemas/${small}`))).toEqual(schema);
      }
      expectError(await scim.get('/Schemas/__proto__'), 404);
    });

    test('row 20: an empty filter is a filter', async () => {
      const scim = await suite.scim();
      for (const path of DISCOVERY) expectError(await scim.get(`${path}?filter=`), 403);
    });

    test('row 18: E22: every attribute is described in full, and nothing is null', async () => {
      const scim = await suite.scim();
      const reply = await scim.get('/Schemas');
      walk(reply.body, (value) => expect(value).not.toBeNull());
      const types = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'];
      const check = (attribute: Json): void => {
        const { name, type, multiValued, description, required, mutability, returned } = attribute;
        expect(String(name)).toMatch(/^(\$ref|[A-Za-z][\w-]*)$/);
        expect([...types, 'complex']).toContain(type);
        expect([typeof multiValued, typeof required]).toEqual(['boolean', 'boolean']);
        expect(String(description).length).toBeGreaterThan(3);
        expect(['readOnly', 'readWrite', 'immutable', 'writeOnly']).toContain(mutability);
        expect(['always', 'never', 'default', 'request']).toContain(returned);
        expect(['none', 'server', 'global']).toContain(attribute.uniqueness);
        expect(typeof attribute.caseExact).toBe('boolean');
        if (String(type) === 'reference') {
          expect(items(attribute.referenceTypes).length).toBeGreaterThan(0);
          expect(attribute.caseExact).toBe(true);
        } else expect(attribute.referenceTypes).toBeUndefined();
        if (String(type) === 'complex') {
          const subs = items(attribute.subAttributes);
          expect(subs.length).toBeGreaterThan(0);
          for (const sub of subs) {
            expect(sub.type).not.toBe('complex');
            check(sub);
          }
        } else expect(attribute.subAttributes).toBeUndefined();
      };
      for (const schema of resources(reply)) {
        expect(typeof schema.name).toBe('string');
        for (const attribute of items(schema.attributes)) check(attribute);
      }
    });

    test('row 18: the errata of RFC 7643 are honoured', async () => {
      const scim = await suite.scim();
      const attribute = async (urn: string, name: string): Promise<Json | undefined> =>
        items((await scim.get(`/Schemas/${urn}`)).body.attributes).find(
          (one) => String(one.name) === name,
        );
      const sub = (parent: Json | undefined, name: string): Json | undefined =>
        items(parent?.subAttributes).find((one) => String(one.name) === name);
      expect(await attribute(GROUP, 'displayName')).toMatchObject({ required: true });
      expect(sub(await attribute(USER, 'groups'), '$ref')?.referenceTypes).toEqual(['Group']);
      expect(sub(await attribute(ENTERPRISE, 'manager'), 'value')).toMatchObject({
        caseExact: true,
      });
      expect(sub(await attribute(USER, 'x509Certificates'), 'value')).toMatchObject({
        type: 'binary',
        caseExact: true,
      });
      expect(await attribute(USER, 'userName')).toMatchObject({
        required: true,
        uniqueness: 'server',
        caseExact: false,
      });
      expect(await attribute(USER, 'password')).toMatchObject({
        mutability: 'writeOnly',
        returned: 'never',
      });
    });

    test('row 22: E29: what is returned anywhere is in the published schemas', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1@example.com', FULL);
      const inner = await makeGroup(scim, 'Group One', user.id);
      const outer = await makeGroup(scim, 'Group Two', user.id, inner.id);
      const common: Record<string, readonly string[]> = {
        schemas: [],
        id: [],
        externalId: [],
        meta: ['resourceType', 'created', 'lastModified', 'location', 'version'],
      };
      const published = new Map<string, Map<string, string[]>>();
      for (const schema of resources(await scim.get('/Schemas'))) {
        const attributes = items(schema.attributes).map((one): [string, string[]] => [
          String(one.name),
          one.subAttributes ? items(one.subAttributes).map(({ name }) => String(name)) : [],
        ]);
        published.set(String(schema.id), new Map(attributes));
      }
      const known = new Map<string, string[]>();
      for (const type of resources(await scim.get('/ResourceTypes'))) {
        const extensions = items(type.schemaExtensions).map(({ schema }) => String(schema));
        known.set(String(type.name), [String(type.schema), ...extensions]);
      }
      const checkValue = (value: Json, subs: readonly string[]): void => {
        for (const one of Array.isArray(value) ? items(value) : [value]) {
          if (typeof one !== 'object') continue;
          expect(Object.keys(one).filter((name) => !subs.includes(name))).toEqual([]);
        }
      };
      let checked = 0;
      for (const path of [user.path, inner.path, outer.path]) {
        const body = expectOk(await scim.get(path));
        const urns = known.get(String(body.meta?.resourceType)) ?? [];
        for (const urn of items(body.schemas)) expect(urns).toContain(urn);
        const core = published.get(urns[0] ?? '');
        for (const [name, value] of Object.entries(body)) {
          checked += 1;
          const extension = urns.includes(name) ? published.get(name) : undefined;
          if (extension) {
            for (const [inside, given] of Object.entries(value)) {
              expect([...extension.keys()]).toContain(inside);
              checkValue(given, extension.get(inside) ?? []);
            }
          } else {
            const subs = core?.get(name) ?? common[name];
            expect([name, subs]).toEqual([name, expect.anything()]);
            checkValue(value, subs ?? []);
          }
        }
      }
      expect(checked).toBeGreaterThan(30);
      const body = expectOk(await scim.get(user.path));
      const { password: _, ...visible } = FULL;
      expect(Object.keys(body)).toEqual(
        expect.arrayContaining([...Object.keys(visible), 'groups']),
      );
    });
  },
  { databases: ['sqlite'] },
);
