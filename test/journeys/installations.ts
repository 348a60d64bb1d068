import { afterAll, beforeAll } from '@jest/globals';
import type { JobOutcome } from '#jobs/index.js';
import { FakeClock } from '../kit/application.js';
import { MailServer, type ReceivedMail } from '../kit/mail-servers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore, type StoreKind } from '../kit/stores.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A real Muster that sends to a real mail server, and a world of which the test decides the time and the records of domains. */
export class Installation {
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

  async start(store: Promise<OpenedStore>): Promise<void> {
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

  /** What the clock would start, until nothing is left: a run that takes long ends, and leaves the rest to the next one. */
  async run(job: string): Promise<void> {
    let outcome: JobOutcome;
    do {
      outcome = await this.server.composed.jobs.runNow(job);
    } while (outcome.more);
  }

  /** A while later all that is due is sent; then everything that ever came to that address. */
  async mailsTo(address: string, later = 2 * MINUTE_MS): Promise<readonly ReceivedMail[]> {
    this.clock.advance(later);
    await this.run('send-mail');
    return this.mails.mailsTo(address);
  }

  /** The same, as one text. */
  async textsTo(address: string): Promise<string> {
    const mails = await this.mailsTo(address);
    return mails.map(({ mail }) => `${mail.subject ?? ''}\n${mail.text ?? ''}`).join('\n');
  }
}

/** The token in the link of the newest of these mails that has one. */
export function tokenIn(mails: readonly ReceivedMail[]): string {
  const texts = mails.map(({ mail }) => mail.text ?? '').join('\n');
  const token = texts.match(/muster_invite_[0-9a-f]{48}/g)?.at(-1);
  if (token === undefined) throw new Error(`There is no token in ${texts}`);
  return token;
}

/** One describe for each kind of database. */
export function overInstallations(
  title: string,
  body: (installation: () => Installation, kind: StoreKind) => void,
): void {
  overStores(
    title,
    (kind) => {
      let installation: Installation;
      beforeAll(async () => {
        installation = new Installation();
        await installation.start(kind.open());
      });
      afterAll(() => installation.close(), 60_000);
      body(() => installation, kind);
    },
    oneKindPerDatabase,
  );
}
