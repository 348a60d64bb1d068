import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  expectError,
  expectOk,
  GROUP,
  items,
  makeUser,
  resources,
  USER,
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

    test('row 22: a user is shown with everything that it was given, but the password', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1@example.com', FULL);
      const { password: _, ...visible } = FULL;
      expect(expectOk(await scim.get(user.path))).toMatchObject(visible);
      expect(user.body).toMatchObject(visible);
    });
  },
  { databases: ['sqlite'] },
);
