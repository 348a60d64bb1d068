import { expect, test } from '@jest/globals';
import { overServers } from '../../kit/server-suites.js';
import {
  changing,
  create,
  creating,
  entraProfile,
  entraOptProfile,
  finding,
  groups,
  newGroup,
  optimized,
  patch,
} from './exchanges/entra.js';
import { createProviderClient, testScenarios } from './scenarios.js';

/** The flag changes what Entra sends, never what the server takes: every story is played behind it too. */
overServers('Entra with aadOptscim062020', (server, kind) => {
  // the flag does not reach the database: there the first story is enough
  const again = kind.name === 'mongodb' ? [] : [finding, creating, changing, groups];
  for (const scenarios of [optimized, ...again]) {
    testScenarios(server, entraOptProfile, scenarios);
  }

  test.each(['?aadOptscim062020', '?AzureAdScimPatch2017', '?aadOptscim062020=', '?foo=1'])(
    'E10: %s behind the path, before other parameters, or alone',
    async (flag) => {
      const entra = await createProviderClient(server(), entraProfile);
      await entra.replayAll([create('a'), newGroup('G')]);
      const query = encodeURIComponent('userName eq "a@example.com"');
      for (const path of [
        `/Users${flag}&filter=${query}`,
        `/Users?filter=${query}&${flag.slice(1)}`,
        `/Users${flag}`,
      ]) {
        expect(await entra.request('GET', path)).toMatchObject({
          status: 200,
          json: { totalResults: 1 },
        });
      }
      // on-demand provisioning does not apply it: both shapes work beside each other
      await entra.replayAll([
        patch(`/Users/{a}${flag}`, [{ op: 'Replace', path: 'active', value: 'False' }], {
          active: false,
        }),
        patch(`/Users/{a}${flag}`, [{ op: 'replace', value: { active: true } }], { active: true }),
        patch(`/Groups/{G}${flag}`, [{ op: 'Add', path: 'members', value: [{ value: '{a}' }] }]),
      ]);
    },
  );
});
