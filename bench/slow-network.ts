import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on this machine that takes time, as one between two machines does. */
export interface SlowNetwork {
  readonly port: number;
  close(): void;
}

/** Passes on what comes to the server at `port`, and what it answers, each piece `delayMs` later and in its order. */
export async function openSlowNetwork(port: number, delayMs: number): Promise<SlowNetwork> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket.setNoDelay(true);
  };
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (piece: Buffer) => setTimeout(() => to.write(piece), delayMs));
    from.on('close', () => setTimeout(() => to.destroy(), delayMs));
  };
  const server = createServer((client) => {
    const upstream = keep(connect(port, '127.0.0.1'));
    pass(keep(client), upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
