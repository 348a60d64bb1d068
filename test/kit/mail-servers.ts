import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly mailsTo: string;
  /** as it came over the wire */
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** What the server does with the next mails; what is not said is taken. */
export interface MailServerBehaviour {
  /** answers RCPT TO with this code */
  refuse?: { readonly code: number; readonly text?: string };
  /** only this recipient is refused */
  only?: string;
  /** milliseconds before it takes the content */
  slowMs?: number;
  /** takes the content, then the connection is cut before it says so */
  cutAfter?: boolean;
  /** answers DATA with this code */
  refuseData?: { readonly code: number };
  /** refuses the greeting's sign-in */
  refuseLogin?: boolean;
}

/** A real SMTP server on 127.0.0.1 that can be told to misbehave. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  behaviour: MailServerBehaviour = {};
  #server: SMTPServer | undefined;
  #port = 0;

  get port(): number {
    return this.#port;
  }

  /** `again` after `stop` takes the same port. */
  async start(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      closeTimeout: 200,
      hideSMTPUTF8: false,
      onRcptTo: (address, _session, done) => {
        const { refuse, only } = this.behaviour;
        if (!refuse || (only !== undefined && only !== address.address)) return done();
        const error = new Error(refuse.text ?? 'not here');
        return done(Object.assign(error, { responseCode: refuse.code }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { slowMs = 0, cutAfter, refuseData } = this.behaviour;
          if (refuseData) {
            const error = Object.assign(new Error('no'), { responseCode: refuseData.code });
            return void done(error);
          }
          const raw = Buffer.concat(chunks).toString('utf8');
          const { mailFrom, rcptTo } = session.envelope;
          void simpleParser(raw).then((mail) => {
            const from = mailFrom === false ? '' : mailFrom.address;
            this.received.push({ from, mailsTo: rcptTo[0]?.address ?? '', raw, mail });
            if (cutAfter) return void this.stop();
            setTimeout(() => done(), slowMs);
          });
        });
      },
    });
    server.on('error', () => undefined);
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server.server, 'listening');
    this.#port = (server.server.address() as AddressInfo).port;
  }

  /** Connections are cut, and new ones refused. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    for (const connection of server.connections) {
      (connection as unknown as { _socket?: { destroy(): void } })._socket?.destroy();
    }
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  mailsTo(address: string): ReceivedMail[] {
    return this.received.filter((one) => one.mailsTo === address);
  }

  /** How a service of the tests sends here; patient, because a busy machine is no server that is away. */
  smtp(connections = 2) {
    const { port } = this;
    return {
      host: '127.0.0.1',
      port,
      secure: false,
      requireTls: false,
      connections,
      timeoutSeconds: 20,
    };
  }

  /** Settings of a Muster that sends here. */
  settings(): Record<string, unknown> {
    const smtp = { host: '127.0.0.1', port: this.port, requireTls: false, timeoutSeconds: 2 };
    return { mail: { from: 'Muster <muster@muster.example>', smtp } };
  }
}
