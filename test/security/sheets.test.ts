import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../kit/server.js';
import { TestTenant } from './test-tenants.js';

/** Sheets that cost more than they say: refused early, with the reason, and nothing of them is kept. */
let server: TestServer;
let tenant: TestTenant;

beforeAll(async () => {
  server = await startServer();
  tenant = await TestTenant.create(server);
});
afterAll(() => server.close());

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MIB = 1024 * 1024;

async function upload(type: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(
    `${server.url}/api/v1/organizations/${tenant.id}/imports?mode=add&ignoreUnknown=true`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': type },
      body,
    },
  );
}

/** One entry of so many zeros, in a ZIP that says so or lies about it. */
function bomb(bytes: number, said = bytes): Uint8Array<ArrayBuffer> {
  const name = Buffer.from('xl/workbook.xml');
  const data = deflateRawSync(Buffer.alloc(bytes));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(said, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(said, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return new Uint8Array(Buffer.concat([local, name, data, central, name, end]));
}

describe('an upload', () => {
  const sheets: readonly [string, string, () => Uint8Array<ArrayBuffer>][] = [
    ['a ZIP bomb', XLSX, () => bomb(256 * MIB)],
    ['a ZIP bomb that says it is small', XLSX, () => bomb(256 * MIB, 100)],
    ['19 MiB of commas', 'text/csv', () => new Uint8Array(19 * MIB).fill(0x2c)],
    ['19 MiB of quotation marks', 'text/csv', () => new Uint8Array(19 * MIB).fill(0x22)],
    ['more than is taken', 'text/csv', () => new Uint8Array(21 * MIB).fill(0x61)],
    ['a line without an end', 'text/csv', () => new Uint8Array(10 * MIB).fill(0x61)],
  ];

  for (const [what, type, make] of sheets) {
    test(`of ${what} is refused in seconds, and leaves memory and tasks alone`, async () => {
      const body = make();
      const before = process.memoryUsage().rss;
      const startedAt = performance.now();
      const reply = await upload(type, body).catch(() => undefined);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      // a client that goes on sending what is too large may find the connection closed
      if (reply) expect([400, 413, 415]).toContain(reply.status);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
      const { items } = await tenant.operatorRequest('GET', '/imports');
      expect(items).toEqual([]);
      expect((await tenant.actingAs()('GET', '/members')).status).toBe(200);
    });
  }
});
