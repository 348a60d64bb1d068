import { describe, expect, test } from '@jest/globals';
import { overServers } from '../../cli/servers.js';
import { runSuite, type RunscopeSuite } from './runscope.js';
import { withSuite } from './suites.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('the interpreter', () => {
  const step = (comparison: string, value: string | null, property = 'list') => ({
    name: 'self-test',
    steps: [
      {
        step_type: 'request',
        note: 'one',
        url: '{{address}}',
        assertions: [{ source: 'response_json', comparison, value, property }],
      },
    ],
  });
  const address = `data:application/json,${encodeURIComponent('{"list":[],"number":1,"text":"1"}')}`;

  test.each([
    ['not_empty', null, 'list', false],
    ['not_empty', null, 'number', true],
    ['has_value', 'x', 'list', false],
    ['is_a_number', null, 'text', false],
    ['is_a_number', null, 'number', true],
    ['equal', '2', 'number', false],
    ['equal', 'undefined', 'nothing', false],
    ['equal_number', '1', 'text', false],
    ['is_less_than', '1', 'number', false],
  ])('%s %s of %s is %s', async (comparison, value, property, holds) => {
    const [outcome] = await runSuite(step(comparison, value, property), { address });
    expect(outcome?.holds).toBe(holds);
  });

  test('stops at what it does not know', async () => {
    await expect(runSuite(step('resembles', 'x'), { address })).rejects.toThrow('resembles');
    await expect(runSuite(step('equal', 'x'), {})).rejects.toThrow('seeded as address');
  });
});

withSuite('okta-scim-20-spec.json', (json) => {
  const suite = json as RunscopeSuite;

  overServers("Okta's SCIM 2.0 SPEC test", (server) => {
    test('all 52 assertions of its 12 requests hold', async () => {
      const { post, baseUrl, token } = await server().scim();
      const existing = await post('/Users', {
        schemas: [USER],
        userName: 'existing@example.com',
        name: { givenName: 'Existing', familyName: 'User' },
        emails: [{ value: 'existing@example.com', type: 'work', primary: true }],
        active: true,
      });
      expect(existing.status).toBe(201);
      const outcomes = await runSuite(suite, {
        SCIMBaseURL: baseUrl,
        auth: `Bearer ${token}`,
        randomGivenName: 'Given1',
        randomFamilyName: 'Family1',
        randomEmail: 'random-1@example.com',
        randomUsername: 'random-1@example.com',
        randomUsernameCaps: 'RANDOM-1@EXAMPLE.COM',
        InvalidUserEmail: 'nobody@example.com',
        UserIdThatDoesNotExist: '00000000-0000-7000-8000-000000000000',
      });
      expect(outcomes.filter(({ holds }) => !holds)).toEqual([]);
      expect(outcomes).toHaveLength(52);
      expect(new Set(outcomes.map(({ step }) => step)).size).toBe(12);
    });
  });
});
