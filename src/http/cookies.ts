import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { Fault, type Clock } from '#kernel/index.js';

/** Longer than a flow lasts: until then the page of a sign-in that is over knows where it led. */
const FLOW_SECONDS = 24 * 3_600;

/** As long as a flow lasts. */
const PASSKEY_SECONDS = 15 * 60;

const BROWSER_SECONDS = 90 * 24 * 3_600;

/** Flows of one browser; the oldest cookies make way. */
const MAX_FLOWS = 10;

/** The form of our ids; nothing else goes into the name of a cookie. */
const ID = /^[0-9a-f-]{36}$/;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export interface CookiesDeps {
  /** `http.publicUrl`, or where the server listens; never of a request */
  readonly url: () => string;
  /** over plain http on any name, too (`http.insecureCookies`) */
  readonly allowInsecure: boolean;
  /** a short name of this database */
  readonly installation: () => Promise<string>;
  readonly clock: Clock;
}

/** A flow under a name of its own, so that it takes the place of no other one. */
export interface PasskeyCookie {
  readonly flowId: string;
  readonly secret: string;
}

/** Set-Cookie lines and what a browser sends back. Cookies never hold more than a secret that the database knows by its hash. */
export interface Cookies {
  /** whether browsers get cookies: over https, and over http on this machine; elsewhere where the operator allows it */
  isAvailable(): boolean;
  /** the value of the session's cookie */
  readSession(request: Pick<IncomingMessage, 'headers'>): Promise<string | undefined>;
  /** `expiresAt` of the session */
  session(token: string, expiresAt: string): Promise<string>;
  endSession(): Promise<string>;
  /** the secret of a flow that began in this browser */
  readFlow(request: Pick<IncomingMessage, 'headers'>, flowId: string): Promise<string | undefined>;
  /** Set-Cookie lines: that of the new flow, and those that take the oldest away */
  flow(
    request: Pick<IncomingMessage, 'headers'>,
    flowId: string,
    secret: string,
  ): Promise<string[]>;
  endFlow(flowId: string): Promise<string>;
  /** what the browser was asked to sign in by a passkey with: one for all of its pages */
  readPasskey(request: Pick<IncomingMessage, 'headers'>): Promise<PasskeyCookie | undefined>;
  passkey(cookie: PasskeyCookie): Promise<string>;
  endPasskey(): Promise<string>;
  /** the mark of a browser in which a person has signed in before; it opens nothing */
  browser(mark: string): Promise<string>;
  readBrowser(request: Pick<IncomingMessage, 'headers'>): Promise<string | undefined>;
}

/**
 * `__Host-` cookies (RFC 6265bis section 4.1.3.2): Secure, this host only, Path=/, so that neither a neighbouring host nor an http page
 * can set them. On plain http of this machine browsers refuse the prefix.
 */
export function createCookies(deps: CookiesDeps): Cookies {
  const { url, allowInsecure, installation, clock } = deps;
  const isAvailable = (): boolean => allowInsecure || isProtected(url());
  const isSecure = (): boolean => url().startsWith('https:');
  const base = async (): Promise<string> =>
    `${isSecure() ? '__Host-' : ''}muster-${await installation()}`;
  const flowPrefix = async (): Promise<string> => `${await base()}-flow-`;
  const write = (name: string, value: string, maxAge: number): string =>
    stringifySetCookie({
      name,
      value,
      maxAge,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure(),
    });
  const requireAvailable = (): void => {
    if (!isAvailable()) throw new Fault('sign_in.insecure', { publicUrl: url() });
  };
  return {
    isAvailable,
    readSession: async ({ headers }) =>
      isAvailable() ? cookiesOf(headers.cookie)[await base()] : undefined,
    async session(token, expiresAt) {
      requireAvailable();
      const seconds = Math.floor((Date.parse(expiresAt) - clock.now()) / 1_000);
      return write(await base(), token, Math.max(0, seconds));
    },
    endSession: async () => write(await base(), '', 0),
    async readFlow({ headers }, flowId) {
      if (!ID.test(flowId) || !isAvailable()) return undefined;
      return cookiesOf(headers.cookie)[(await flowPrefix()) + flowId];
    },
    async flow({ headers }, flowId, secret) {
      requireAvailable();
      const prefix = await flowPrefix();
      const leaving = oldestOf(headers.cookie, prefix, prefix + flowId);
      return [
        write(prefix + flowId, secret, FLOW_SECONDS),
        ...leaving.map((name) => write(name, '', 0)),
      ];
    },
    endFlow: async (flowId) => write((await flowPrefix()) + flowId, '', 0),
    readPasskey: async ({ headers }) =>
      isAvailable()
        ? passkeyCookieOf(cookiesOf(headers.cookie)[`${await base()}-passkey`] ?? '')
        : undefined,
    async passkey({ flowId, secret }) {
      requireAvailable();
      return write(`${await base()}-passkey`, `${flowId}.${secret}`, PASSKEY_SECONDS);
    },
    endPasskey: async () => write(`${await base()}-passkey`, '', 0),
    browser: async (mark) => write(`${await base()}-browser`, mark, BROWSER_SECONDS),
    readBrowser: async ({ headers }) =>
      isAvailable() ? cookiesOf(headers.cookie)[`${await base()}-browser`] : undefined,
  };
}

/** The flows that make way for another one. Ids sort by time of making. */
function oldestOf(header: string | undefined, prefix: string, newest: string): string[] {
  const others = Object.keys(cookiesOf(header))
    .filter((name) => name.startsWith(prefix) && name !== newest)
    .sort();
  return others.slice(0, Math.max(0, others.length - (MAX_FLOWS - 1)));
}

function passkeyCookieOf(value: string): PasskeyCookie | undefined {
  const [flowId = '', secret = ''] = value.split('.');
  return ID.test(flowId) && secret !== '' ? { flowId, secret } : undefined;
}

function cookiesOf(header: string | undefined): Record<string, string | undefined> {
  return header === undefined ? {} : parseCookie(header);
}

/** Nobody on the way can read it. */
function isProtected(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
