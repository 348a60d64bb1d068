import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList } from '#api/index.js';
import { equals } from '#store/index.js';
import { makers, pictureClient, preconditions, uploads } from '../kit/example-makers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { ContractExamples } from '../kit/contract-examples.js';

// The example of every operation is executed, in an organization of its own, and succeeds; its answer is held against the contract
// (test/kit/contract.ts). What an example needs is made by the operations themselves (test/kit/makers.ts).

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    settings: { invitations: { coolDownSeconds: 0 } },
    outgoing: pictureClient,
    // every domain has the record that was asked of it
    resolver: {
      async proofs(name) {
        const where = equals('name', name);
        const { records } = await server.store.read.domains.find({ where, limit: 100 });
        return records.map(({ dnsCode }) => dnsCode);
      },
    },
  });
});
afterAll(() => server.close());

async function world(): Promise<ContractExamples> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const policies = { joinRequests: 'open' };
  const { body } = await server.rest('POST', '/organizations', { body: { name: 'Home', owner } });
  const id = String(body['id']);
  await server.rest('PATCH', `/organizations/${id}`, { body: { policies } });
  return new ContractExamples(server, id, makers, uploads);
}

describe('the example of', () => {
  for (const operation of operationList) {
    const { operationId } = operation;
    test(`${operationId} does what it shows`, async () => {
      const examples = await world();
      const given = await (preconditions[operationId] ?? (async () => ({})))(examples);
      const call = await examples.callOf(operation, given);
      const reply = await examples.perform(call);
      const said = `${call.path} ${JSON.stringify(call.body)}: ${reply.text}`;
      if (reply.status >= 400) throw new Error(said);
      expect(reply.status).toBe(operation.answer.status);
    });
  }
});
