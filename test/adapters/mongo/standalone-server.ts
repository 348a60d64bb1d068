import { mongo } from 'mongoose';
import { createServer, type AddressInfo, type Socket } from 'node:net';

const { BSON } = mongo;
const HEADER = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** One reply in the kind of the request: the old OP_QUERY of a first greeting, or OP_MSG. */
function reply(request: Buffer, document: Record<string, unknown>): Buffer {
  const isQuery = request.readInt32LE(12) === OP_QUERY;
  const body = Buffer.from(BSON.serialize(document));
  const before = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) before.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + before.length + body.length, 0);
  header.writeInt32LE(request.readInt32LE(4), 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, before, body]);
}

function answer(socket: Socket, hello: Record<string, unknown>): void {
  let waiting = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= HEADER && waiting.length >= waiting.readInt32LE(0)) {
      const request = waiting.subarray(0, waiting.readInt32LE(0));
      waiting = waiting.subarray(request.length);
      socket.write(reply(request, hello));
    }
  });
}

/** A server that says of itself what it is told to say, to every question, and is nothing else. */
export async function greetingServer(
  change: Record<string, unknown> = {},
): Promise<{ url: string; close: () => void }> {
  const hello = {
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: 21,
    logicalSessionTimeoutMinutes: 30,
    readOnly: false,
    ok: 1,
    ...change,
  };
  const server = createServer((socket) => answer(socket, hello));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `mongodb://127.0.0.1:${port}/muster`, close: () => server.close() };
}
