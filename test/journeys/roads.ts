import { afterAll, beforeAll } from '@jest/globals';
import { FakeClock } from '../kit/house.js';
import { MailServer, type Received } from '../kit/mail-servers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { oneOfEach, overStores, type OpenedStore, type StoreKind } from '../kit/stores.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A real Muster that sends to a real mail server, and a world of which the test decides the time and the records of domains. */
export class Road {
  readonly clock = new FakeClock();
  readonly mails = new MailServer();
  /** domain → its TXT records */
  readonly records = new Map<string, string[]>();
  #opened: OpenedStore | undefined;
  #server: TestServer | undefined;

  get server(): TestServer {
    if (!this.#server) throw new Error('The server is not started.');
    return this.#server;
  }

  async open(store: Promise<OpenedStore>): Promise<void> {
    await this.mails.start();
    this.#opened = await store;
    const { mail } = this.mails.settings() as { mail: { smtp: object } };
    // a busy machine is no mail server that is away
    const settings = { mail: { ...mail, smtp: { ...mail.smtp, timeoutSeconds: 20 } } };
    this.#server = await startServer({
      storeUrl: this.#opened.url,
      clock: this.clock,
      settings,
      resolver: { proofs: async (name) => this.records.get(name) ?? [] },
    });
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#opened?.close();
    await this.mails.stop();
  }

  /** What the clock would start. */
  async run(job: string): Promise<void> {
    await this.server.composed.jobs.runNow(job);
  }

  /** A while later all that is due is sent; then everything that ever came to that address. */
  async mailsTo(address: string, later = 2 * MINUTE): Promise<readonly Received[]> {
    this.clock.advance(later);
    await this.run('send-mail');
    return this.mails.to(address);
  }

  /** The same, as one text. */
  async toldTo(address: string): Promise<string> {
    const mails = await this.mailsTo(address);
    return mails.map(({ mail }) => `${mail.subject ?? ''}\n${mail.text ?? ''}`).join('\n');
  }
}

/** The token in the link of the newest of these mails that has one. */
export function tokenIn(mails: readonly Received[]): string {
  const texts = mails.map(({ mail }) => mail.text ?? '').join('\n');
  const token = texts.match(/muster_invite_[0-9a-f]{48}/g)?.at(-1);
  if (token === undefined) throw new Error(`There is no token in ${texts}`);
  return token;
}

/** One describe for each kind of database. */
export function overRoads(title: string, body: (road: () => Road, kind: StoreKind) => void): void {
  overStores(
    title,
    (kind) => {
      let road: Road;
      beforeAll(async () => {
        road = new Road();
        await road.open(kind.open());
      }, 60_000);
      afterAll(() => road.close(), 60_000);
      body(() => road, kind);
    },
    oneOfEach,
  );
}
