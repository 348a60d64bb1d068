import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** In front of a server, on a port of its own: a test cuts its connections, or lets nothing more through although they stay open. */
export class Line {
  readonly #sockets = new Set<Socket>();
  #isMute = false;
  /** connections that were made */
  opened = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    port: number,
  ) {
    server.on('connection', (near: Socket) => {
      this.opened += 1;
      const far = connect(port, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.#sockets.delete(socket));
      }
      near.on('data', (bytes) => far.write(bytes));
      far.on('data', (bytes) => {
        if (!this.#isMute) near.write(bytes);
      });
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
  }

  static async to(url: string): Promise<Line> {
    const server = createServer();
    const line = new Line(server, Number(new URL(url).port));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  mute(isMute: boolean): void {
    this.#isMute = isMute;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }
}
