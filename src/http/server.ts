import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { BASE_PATH } from '#api/index.js';
import { Fault, newId } from '#kernel/index.js';
import { createBase, listeningUrl } from './bases.js';
import { docsRoutes } from './docs.js';
import type { DoorOptions, Doors } from './doors.js';
import { logFailure, problemOf, sendProblem } from './faults.js';
import { serveWatch, watchRoutes } from './health.js';
import { Holdings } from './holdings.js';
import { createMetrics, type Metrics } from './metrics.js';
import { readOauthAddress } from './oauth/addresses.js';
import { createOauthDoor } from './oauth/door.js';
import { createRestRouter } from './rest/router.js';
import { createScimDoor } from './scim/door.js';

/** A path may be as long as the headers; a line of the log may not. */
const LONGEST_PATH = 300;

/** How long a connection may stand still in the middle of an answer; longer than any answer takes to make. */
const STILL_MS = 300_000;

/** The doors of one process. */
export interface DoorServer {
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

export function createDoorServer(options: DoorOptions): DoorServer {
  const { http, log } = options;
  const metrics = createMetrics(options.store, options.provisioning.exchanges, options.jobs);
  const background = new Set<Promise<unknown>>();
  const holdings = new Holdings();
  let draining = false;
  let url = http.publicUrl ?? listeningUrl(http.host, http.port);
  const doors: Doors = {
    ...options,
    draining: () => draining,
    baseOf: createBase(http.trustProxy, () => http.publicUrl ?? url),
    hold: (response, bytes) => holdings.hold(response, bytes),
    finished(visit) {
      metrics.count(visit);
      const { latencyMs, path, ...fields } = visit;
      const ms = Math.round(latencyMs * 10) / 10;
      log.info({ ...fields, path: path.slice(0, LONGEST_PATH), ms }, 'request');
    },
    inBackground(what, work) {
      const watched = work
        .catch((error: unknown) => logFailure(log, error, { what }))
        .finally(() => background.delete(watched));
      background.add(watched);
    },
  };
  const server = bounded(doors, createEntrance(doors, createApp(doors, metrics)));
  const sockets = watchSockets(server);
  return {
    url: () => http.publicUrl ?? url,
    async listen() {
      await start(server, http);
      const { port } = server.address() as AddressInfo;
      url = listeningUrl(http.host, port);
      return url;
    },
    async drain() {
      draining = true;
      await close(server, sockets, http.shutdownSeconds * 1_000);
      await Promise.allSettled(background);
    },
  };
}

/** The token endpoints, which live among SCIM's addresses. */
const IS_OAUTH = /\/(?:oauth\/token|oauth-authorization-server\/scim)\b/i;

/** `/scim/…`, also in the absolute form that proxies send (RFC 9112 section 3.2.2). */
const IS_SCIM = /^(?:https?:\/\/[^/?#]*)?\/scim(?:[/?]|$)/i;

/**
 * SCIM has its door beside Express, not behind it: Express hangs prototypes of its own on every request, which costs a read as
 * much as everything else together (docs/decisions/0007). All other doors are Express's.
 */
function createEntrance(doors: Doors, app: Express): RequestListener {
  const scim = createScimDoor(doors);
  const oauth = createOauthDoor(doors);
  return (request, response) => {
    const url = request.url ?? '';
    const token = IS_OAUTH.test(url) ? readOauthAddress(url) : undefined;
    if (token) oauth(request, response, token);
    else if (IS_SCIM.test(url)) scim(request, response);
    else app(request, response);
  };
}

function createApp(doors: Doors, metrics: Metrics): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  for (const [path, work] of [...watchRoutes(doors, metrics), ...docsRoutes(doors)]) {
    app.all(path, serveWatch(doors, 'health', work));
  }
  app.use(helmet());
  app.use(BASE_PATH, createRestRouter(doors));
  app.use(
    serveWatch(doors, 'other', () => {
      throw new Fault('route.missing');
    }),
  );
  const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    const traceId = newId();
    // express itself refuses a path with a broken escape (%zz); there can be nothing there
    const fault = error instanceof URIError ? new Fault('route.missing') : error;
    logFailure(doors.log, fault, { traceId });
    sendProblem(response, problemOf(fault, traceId, doors.baseOf(request.headers)));
  };
  app.use(failed);
  return app;
}

/** Everything has a limit: slow clients, large headers, many connections. node answers those with 408 and 431 itself. */
function bounded({ http }: Doors, entrance: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: http.headerBytes,
      headersTimeout: http.headerSeconds * 1_000,
      requestTimeout: http.requestSeconds * 1_000,
      keepAliveTimeout: http.keepAliveSeconds * 1_000,
      connectionsCheckingInterval: 1_000,
      noDelay: true,
    },
    entrance,
  );
  server.maxConnections = http.connections;
  // nothing moved in either direction: somebody does not fetch their answer
  server.timeout = STILL_MS;
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
 * Connections that are kept open between requests, and those on which nothing was ever said, are closed as they fall idle; the rest
 * when their answer is out.
 */
function close(server: Server, sockets: ReadonlySet<Socket>, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = (): void => {
      server.closeIdleConnections();
      // to node a connection without its first request is not idle, and once closing it does not time it out either
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    };
    const sweep = setInterval(closeIdle, 50);
    const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}

function watchSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
