/** Servers that are measured beside each other, each in a process of its own, with one way to ask them. */
import { readFileSync } from 'node:fs';
import { load, type LoadResult } from '../load.js';
import { message as httpMessage } from '../measuring.js';
import { OPERATOR_KEY, prepare } from '../preparing.js';
import { forkScript, message, startSubject } from '../process.js';
import type { Peer } from './packages.js';

/** Asks for one thing by SCIM: the text of a request. `path` is below the address of its SCIM. */
export type Ask = (method: string, path: string, body?: object) => string;

export interface Running {
  readonly name: string;
  readonly peer?: Peer;
  readonly ask: Ask;
  /** what has been seeded in it */
  readonly userIds: string[];
  readonly groupIds: Map<number, string>;
  /** Sends one request and reads the answer. Throws where it is refused. */
  say<T>(method: string, path: string, body?: object): Promise<T>;
  load(make: (i: number) => string, limits: Limits): Promise<LoadResult>;
  /** says whether a commit of a peer waits for the disk; those of Muster are as they are shipped */
  makeDurable?(is: boolean): Promise<unknown>;
  /** writes what waits; processor time of the process since its start, milliseconds */
  settle(): Promise<number>;
  /** since its start, to files and sockets */
  writtenBytes(): number;
  stop(): Promise<void>;
}

export interface Limits {
  readonly connections: number;
  readonly seconds: number;
  readonly firstIndex: number;
  readonly maxRequests?: number;
}

interface Place {
  readonly url: string;
  /** of SCIM, below the url */
  readonly path: string;
  readonly token: string;
}

const MEDIA_TYPE = 'application/scim+json';

export async function startMuster(storeUrl: string): Promise<Running> {
  const { connectionId, token } = await prepare(storeUrl);
  const subject = await startSubject(storeUrl, OPERATOR_KEY);
  const place = { url: subject.url, path: `/scim/${connectionId}/v2`, token };
  return running('Muster', place, {
    pid: subject.pid,
    settle: () => subject.settle(),
    stop: () => subject.stop(),
  });
}

export async function startPeer(peer: Peer, folder: string, file: string): Promise<Running> {
  const child = forkScript(peer.script, [folder, file]);
  const place = await message<Place>(child);
  const tell = (what: string): Promise<number> => {
    child.send(what);
    return message<number>(child);
  };
  const settle = (): Promise<number> => tell('settle');
  const makeDurable = (is: boolean): Promise<number> => tell(is ? 'durable' : 'quick');
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return { ...running(peer.name, place, { pid: child.pid ?? 0, settle, stop }), makeDurable, peer };
}

function running(
  name: string,
  { url, path, token }: Place,
  { pid, settle, stop }: Pick<Running, 'settle' | 'stop'> & { readonly pid: number },
): Running {
  const headers = `Authorization: Bearer ${token}\r\nAccept: ${MEDIA_TYPE}\r\n`;
  return {
    name,
    userIds: [],
    groupIds: new Map(),
    ask: (method, below, body) =>
      httpMessage(method, path + below, body, { headers, mediaType: MEDIA_TYPE }),
    async say<T>(method: string, below: string, body?: object): Promise<T> {
      const answer = await fetch(url + path + below, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': MEDIA_TYPE },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${name}, ${method} ${below}: ${answer.status} ${text}`);
      return (text === '' ? {} : JSON.parse(text)) as T;
    },
    async load(make, limits) {
      const result = await load({ url, make, ...limits });
      const [wrong] = result.wrong;
      if (wrong) throw new Error(`${name} answered ${wrong[1]} times with ${wrong[0]}`);
      return result;
    },
    settle,
    writtenBytes: () =>
      Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? NaN),
    stop,
  };
}
