import { expect, test } from '@jest/globals';
import { overServers } from '../../kit/server-suites.js';
import { others } from './exchanges/others.js';
import { createProviderClient, testScenarios } from './scenarios.js';

/** One file for all of them: a server and a database for each would cost more than what they say. */
overServers('Other providers', (server, kind) => {
  for (const { clientProfile, scenarios } of others)
    testScenarios(server, clientProfile, scenarios);

  // who is let in is decided in one place, whatever the provider: one of them asks the slow database
  const asking = kind.name === 'mongodb' ? others.slice(0, 1) : others;
  test.each(asking.map((one): [string, (typeof others)[number]] => [one.name, one]))(
    '%s: the connection test fails with 401, and works with the right token',
    async (_name, { clientProfile }) => {
      const one = await createProviderClient(server(), clientProfile);
      const wrong = { authorization: 'Bearer wrong' };
      expect((await one.request('GET', '/Users?count=1', undefined, wrong)).status).toBe(401);
      expect((await one.request('GET', '/Users?count=1')).status).toBe(200);
    },
  );
});
