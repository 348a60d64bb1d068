import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, takesIfMatch, type Operation } from '#api/index.js';
import { COLLECTIONS, everything, type Position, type Reading } from '#store/index.js';
import { GROUP, USER } from '../kit/application.js';
import { makers, pictureClient, preconditions, uploads } from '../kit/example-makers.js';
import { startServer, type Reply, type ScimClient, type TestServer } from '../kit/server.js';
import { ContractExamples, type Call } from '../kit/contract-examples.js';

// Every change that the contract offers with a version, and every one of SCIM: an If-Match that names another version than the
// present one is refused with 412, and the database is afterwards what it was before, record by record.

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    settings: { invitations: { coolDownSeconds: 0 } },
    outgoing: pictureClient,
  });
});
afterAll(() => server.close());

/** Every record, apart from the log of SCIM requests. */
async function database(): Promise<Record<string, unknown[]>> {
  const names = Object.keys(COLLECTIONS) as (keyof typeof COLLECTIONS)[];
  const tables: Record<string, unknown[]> = {};
  for (const name of names) {
    if (name !== 'exchanges') tables[name] = await recordsOf(server.store.read[name]);
  }
  return tables;
}

async function recordsOf(reading: Pick<Reading<unknown>, 'find'>): Promise<unknown[]> {
  const records: unknown[] = [];
  for (let after: Position | undefined; ;) {
    const page = await reading.find({ where: everything, limit: 1_000, ...(after && { after }) });
    records.push(...page.records);
    if (page.records.length < 1_000 || !page.last) return records;
    after = page.last;
  }
}

const reads = operationList.filter(({ versioned, method }) => versioned && method === 'GET');
const changes = operationList.filter(takesIfMatch);

/** Where the example of the contract would leave everything as it is. */
const otherBodies: Readonly<Record<string, object>> = {
  updateAccount: { name: 'Another Name' },
  changePlan: { plan: 'team' },
  changeRole: { title: 'Another title' },
};

/** The operation that reads what this one changes: the longest address that this one's begins with. */
function readOf({ path }: Operation): Operation {
  const [longest] = reads
    .filter((read) => path === read.path || path.startsWith(`${read.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (!longest) throw new Error(`No versioned operation reads what ${path} changes.`);
  return longest;
}

async function world(): Promise<ContractExamples> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const { body } = await server.rest('POST', '/organizations', { body: { name: 'Home', owner } });
  return new ContractExamples(server, String(body['id']), makers, uploads);
}

function withVersion(call: Call, version: number): Call {
  return { ...call, headers: { ...call.headers, 'if-match': `W/"${version}"` } };
}

function told({ status, body }: Reply): string {
  return `${status} ${String(body?.['code'])}`;
}

describe('REST: If-Match with another version', () => {
  test('there are operations to be tried', () => {
    expect(changes.length).toBeGreaterThanOrEqual(25);
  });

  for (const operation of changes) {
    test(`is refused by ${operation.operationId} and changes nothing`, async () => {
      const examples = await world();
      const given = await (preconditions[operation.operationId] ?? (async () => ({})))(examples);
      const example = await examples.callOf(operation, given);
      const body = otherBodies[operation.operationId];
      const call: Call = { ...example, ...(body && { body }) };
      const place = readOf(operation).path.split('/').length;
      const address = call.path.split('?')[0]?.split('/').slice(0, place).join('/') ?? '';
      const seen = { ...example, operation: readOf(operation), path: address, body: undefined };
      const etag = (await examples.perform(seen)).headers.get('etag');
      const version = Number(/^W\/"(\d+)"$/.exec(String(etag))?.[1]);
      expect(version).toBeGreaterThanOrEqual(0);

      const before = await database();
      for (const stale of [version + 1, version + 1_000, version > 0 ? version - 1 : 2]) {
        expect(told(await examples.perform(withVersion(call, stale)))).toBe(
          '412 request.precondition',
        );
      }
      expect(await database()).toEqual(before);

      // the version was what it was refused for
      const reply = await examples.perform(withVersion(call, version));
      expect(reply.status).toBe(operation.answer.status);
      expect(await database()).not.toEqual(before);
    });
  }
});

describe('SCIM: If-Match with another version', () => {
  let scim: ScimClient;
  const bodies: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    '/Users': {
      POST: { schemas: [USER], userName: 'one@example.com' },
      PUT: { schemas: [USER], userName: 'two@example.com' },
    },
    '/Groups': {
      POST: { schemas: [GROUP], displayName: 'One' },
      PUT: { schemas: [GROUP], displayName: 'Two' },
    },
  };
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'externalId', value: 'other' }],
  };
  beforeAll(async () => {
    scim = await server.scim();
  });

  for (const endpoint of ['/Users', '/Groups']) {
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      test(`is refused by ${method} of ${endpoint} and changes nothing`, async () => {
        const made = await scim.post(endpoint, bodies[endpoint]?.['POST']);
        const address = `${endpoint}/${String(made.body.id)}`;
        const body = method === 'PATCH' ? patch : bodies[endpoint]?.[method];
        const send = (etag: string): Promise<Reply> =>
          scim.request(method, address, {
            headers: { 'if-match': etag, 'content-type': 'application/scim+json' },
            ...(body !== undefined && { body }),
          });
        const before = await database();
        for (const stale of ['W/"0"', 'W/"99"', '"other"']) {
          expect((await send(stale)).status).toBe(412);
        }
        expect(await database()).toEqual(before);
        expect((await send(String(made.headers.get('etag')))).status).toBeLessThan(300);
        await scim.delete(address);
      });
    }
  }
});
