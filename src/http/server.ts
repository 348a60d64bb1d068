import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createApp } from './app.js';
import { readBuiltConsole } from './console/built-console.js';
import { createBaseUrl, listeningUrl, localName } from './base-url.js';
import { createCookies } from './cookies.js';
import type { HttpDeps, HttpOptions, HttpSettings } from './deps.js';
import type { MessageClasses } from './express-prototypes.js';
import { HeldBytes } from './held-bytes.js';
import { createMetrics } from './metrics.js';
import { logFailure } from './problems.js';
import { tracedRequests } from './traced-requests.js';
import { createProxyTrust } from './trusted-proxies.js';

/** A path may be as long as the headers; its part in a line of the log may not. */
const MAX_PATH_LENGTH = 300;

/** How long a connection may stand still in the middle of an answer; longer than any answer takes to make. */
const IDLE_TIMEOUT_MS = 300_000;

/** The HTTP server of one process. */
export interface HttpServer {
  /** Starts to listen; resolves to the URL of this machine, without a slash at its end. */
  listen(): Promise<string>;
  /** under which others reach it: `http.publicUrl`, or where it listens; without a slash at its end */
  url(): string;
  /**
   * Takes no more connections, answers what is under way, refuses what still comes on open connections with 503, and after
   * `shutdownSeconds` cuts what is left. Resolves when the last connection and the work in the background are done.
   */
  drain(): Promise<void>;
}

export function createHttpServer(options: HttpOptions): HttpServer {
  const { http, core, clock, log } = options;
  const metrics = createMetrics(options);
  const background = new Set<Promise<unknown>>();
  const heldBytes = new HeldBytes();
  let isStopping = false;
  let listening = listeningUrl(http.host, http.port);
  const url = (): string => http.publicUrl ?? localName(listening);
  const deps: HttpDeps = {
    ...options,
    isStopping: () => isStopping,
    publicUrl: url,
    builtConsole: readBuiltConsole(options.consoleFolder),
    cookies: createCookies({
      url,
      allowInsecure: http.insecureCookies,
      installation: () => core.sessions.installation(),
      clock,
    }),
    baseUrlOf: createBaseUrl(createProxyTrust(http.trustProxy), () => http.publicUrl ?? listening),
    holdBytes: (response, bytes) => heldBytes.hold(response, bytes),
    requestFinished({ group, traceId, method, path, connectionId }, status, latencyMs) {
      metrics.count({ group, status, latencyMs });
      const line = {
        door: group,
        traceId,
        method,
        path: path.slice(0, MAX_PATH_LENGTH),
        status,
        ...(connectionId !== undefined && { connection: connectionId }),
        ms: Math.round(latencyMs * 10) / 10,
      };
      log.info(line, 'request');
    },
    runInBackground(what, work) {
      const watched = work
        .catch((error: unknown) => logFailure(log, error, { what }))
        .finally(() => background.delete(watched));
      background.add(watched);
    },
  };
  const { listener, classes } = createApp(deps, metrics);
  const server = createNodeServer(http, classes, tracedRequests(options.tracer, listener));
  const sockets = trackSockets(server);
  return {
    url,
    async listen() {
      await start(server, http);
      const { port } = server.address() as AddressInfo;
      listening = listeningUrl(http.host, port);
      return listening;
    },
    async drain() {
      isStopping = true;
      await close(server, sockets, http.shutdownSeconds * 1_000);
      await Promise.allSettled(background);
    },
  };
}

/** Slow clients, large headers and many connections have limits here. node answers them with 408 and 431 itself. */
function createNodeServer(
  http: HttpSettings,
  classes: MessageClasses,
  listener: RequestListener,
): Server {
  const server = createServer(
    {
      ...classes,
      maxHeaderSize: http.headerBytes,
      headersTimeout: http.headerSeconds * 1_000,
      requestTimeout: http.requestSeconds * 1_000,
      keepAliveTimeout: http.keepAliveSeconds * 1_000,
      connectionsCheckingInterval: 1_000,
      noDelay: true,
    },
    listener,
  );
  server.maxConnections = http.connections;
  // nothing moved in either direction: the client does not fetch its answer
  server.timeout = IDLE_TIMEOUT_MS;
  return server;
}

function start(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Connections that are kept open between requests, and those that have carried no request yet, are closed as they fall idle; the rest
 * when their answer is out.
 */
function close(server: Server, sockets: ReadonlySet<Socket>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = (): void => {
      server.closeIdleConnections();
      // to node a connection without its first request is not idle, and once closing it does not time it out either
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    };
    const sweep = setInterval(closeIdle, 50);
    const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
