import { describe, expect, test } from '@jest/globals';
import newman from 'newman';
import { overServers } from '../../cli/servers.js';
import { withSuite } from './suites.js';
import { microsoftWaivers } from './waivers.js';

interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
}

interface Result {
  readonly assertion: string;
  readonly error?: string;
}

/** Needs a token endpoint that is the reference code's own. */
const NOT_RUN = 'Get Token';

withSuite('microsoft-scim-postman.json', (json) => {
  const whole = json as Item;
  const collection = { ...whole, item: (whole.item ?? []).filter(({ name }) => name !== NOT_RUN) };

  overServers("Microsoft's SCIM collection", (server) => {
    test('every assertion holds, or is waived by name', async () => {
      const { baseUrl, token } = await server().scim();
      const results = await run(collection, baseUrl, token);
      const waived = new Set(microsoftWaivers.map(({ assertion }) => assertion));
      const failed = results.filter(({ error }) => error !== undefined);
      expect(failed.filter(({ assertion }) => !waived.has(assertion))).toEqual([]);
      const names = new Set(failed.map(({ assertion }) => assertion));
      expect(microsoftWaivers.filter(({ assertion }) => !names.has(assertion))).toEqual([]);
      expect(results).toHaveLength(107);
    }, 120_000);
  });
});

describe('the waivers', () => {
  test('each has a reason of its own words', () => {
    for (const { assertion, reason } of microsoftWaivers) {
      expect(assertion.split(' / ').length).toBeGreaterThanOrEqual(2);
      expect(reason.length).toBeGreaterThan(30);
    }
    const names = microsoftWaivers.map(({ assertion }) => assertion);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** Runs the requests in order and names every assertion by its place. */
async function run(collection: Item, baseUrl: string, token: string): Promise<Result[]> {
  const url = new URL(baseUrl);
  const environment = {
    values: Object.entries({
      Protocol: url.protocol.replace(':', ''),
      Server: url.hostname,
      Port: `:${url.port}`,
      Api: url.pathname.slice(1),
      token,
    }).map(([key, value]) => ({ key, value })),
  };
  const names = namesOf(collection.item ?? [], '');
  return new Promise((resolve, reject) => {
    newman.run({ collection, environment, reporters: [] }, (error, summary) => {
      if (error) return reject(error);
      resolve(
        summary.run.executions.flatMap(({ assertions = [], response, requestError }, index) => {
          const name = names[index] ?? `request ${index}`;
          if (requestError) return [{ assertion: name, error: requestError.message }];
          return assertions.map((one) => ({
            assertion: `${name} / ${one.assertion}`,
            ...(one.error && {
              error: `${one.error.message} (${response?.code}: ${response?.text().slice(0, 400)})`,
            }),
          }));
        }),
      );
    });
  });
}

/** In the order of running; a name that comes again in its folder gets a number. */
function namesOf(items: readonly Item[], folder: string): string[] {
  const seen = new Map<string, number>();
  return items.flatMap(({ name, item }) => {
    if (item) return namesOf(item, `${folder}${name} / `);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [`${folder}${name}${times === 1 ? '' : ` #${times}`}`];
  });
}
