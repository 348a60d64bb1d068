import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkGroups, runChecks, type CheckReport } from '@muster/scim-tester';
import { createAccess } from '../kit/scim-access.js';
import type { ScimClient } from '../kit/server.js';
import { titleOf, unseenRows } from './check-titles.js';
import { overServers } from './servers.js';

// Everything that can be seen of a SCIM service from outside, as `muster doctor scim` looks at it: one test for each check. The
// other files of this folder hold what is Muster's own choice, or what needs the inside.
overServers('the checks of the tester', (suite) => {
  let scim: ScimClient;
  let report: CheckReport;

  beforeAll(async () => {
    scim = await suite.scim();
    const access = await createAccess(suite.server, scim, suite.clock);
    report = await runChecks({ url: scim.baseUrl, token: scim.token, timeoutMs: 30_000, access });
  }, 300_000);

  for (const [at, check] of checkGroups.flatMap(({ checks }) => checks).entries()) {
    const run = unseenRows.includes(check.row) ? test.skip : test;
    run(titleOf(check), () => {
      const { row, verdict, said } = report.findings[at] ?? {};
      expect({ row, verdict, said }).toEqual({ row: check.row, verdict: 'pass', said: [] });
    });
  }

  describe('a run', () => {
    test('skips only what nobody can see from outside', () => {
      const skipped = report.findings.filter(({ verdict }) => verdict === 'skip');
      expect(skipped.map(({ row }) => row)).toEqual(unseenRows);
    });

    test('leaves nothing behind', async () => {
      expect(report).toMatchObject({ left: 0, failed: 0 });
      for (const path of ['/Users', '/Groups'])
        expect((await scim.get(path)).body.totalResults).toBe(0);
    });
  });
});
