import type { RequestListener } from 'node:http';
import express, { type Request, type Response } from 'express';
import { BASE_PATH, OPENAPI_PATH } from '#api/index.js';
import { Fault } from '#kernel/index.js';
import { pathOf, withoutBasePath } from './base-path.js';
import {
  ASSET_PATH,
  CONSOLE_PATHS,
  createAssetEndpoint,
  createConsoleEndpoint,
} from './console/index.js';
import type { HttpDeps } from './deps.js';
import { contractPage, documents } from './documents.js';
import { messageClassesOf, type MessageClasses } from './express-prototypes.js';
import { probes } from './health.js';
import { createLogoEndpoint, LOGO_PATH } from './logos.js';
import type { Metrics } from './metrics.js';
import { answerErrors, finalHandler, type FinalHandler } from './middleware/errors.js';
import { routeGroup } from './middleware/route-group.js';
import { startRequest } from './middleware/start-request.js';
import { METADATA_PATH, TOKEN_PATH } from './oauth/addresses.js';
import { createMetadataEndpoint } from './oauth/metadata.js';
import { createTokenEndpoint } from './oauth/token-endpoint.js';
import { servePage } from './pages.js';
import { createRestRouter } from './rest/router.js';
import { createScimHandler } from './scim/handler.js';
import { OIDC_PATHS, SAML_PATHS } from './sign-in/addresses.js';
import {
  createBackChannelLogoutEndpoint,
  createOidcKeysEndpoint,
} from './sign-in/oidc-endpoints.js';
import { createAcsEndpoint, createSamlMetadataEndpoint } from './sign-in/saml-endpoints.js';
import { createLogoutEndpoint } from './sign-in/saml-logout-endpoint.js';
import { createSignInRouter } from './sign-in/router.js';
import { createProxyTrust } from './trusted-proxies.js';

export interface HttpApp {
  readonly listener: RequestListener;
  /** what the server must make its messages of */
  readonly classes: MessageClasses;
}

/** All routes of the server. A request passes the lines below from top to bottom until one of them answers. */
export function createApp(deps: HttpDeps, metrics: Metrics): HttpApp {
  const app = express();
  const classes = messageClassesOf(app);
  const built = deps.builtConsole;
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', createProxyTrust(deps.http.trustProxy));

  app.use(startRequest(deps));
  app.all(TOKEN_PATH, routeGroup('oauth', deps), createTokenEndpoint(deps));
  app.all(METADATA_PATH, routeGroup('oauth', deps), createMetadataEndpoint(deps));
  app.use('/scim', routeGroup('scim', deps), createScimHandler(deps));
  // what is asked most comes first: Express holds a path against one route after the other
  app.all(OPENAPI_PATH, servePage(deps, contractPage(deps)));
  app.use(BASE_PATH, routeGroup('rest', deps), createRestRouter(deps));
  app.all(SAML_PATHS.acs, routeGroup('other', deps), createAcsEndpoint(deps));
  app.all(SAML_PATHS.logout, routeGroup('other', deps), createLogoutEndpoint(deps));
  app.all(SAML_PATHS.metadata, routeGroup('other', deps), createSamlMetadataEndpoint(deps));
  app.all(
    OIDC_PATHS.backChannelLogout,
    routeGroup('other', deps),
    createBackChannelLogoutEndpoint(deps),
  );
  app.all(OIDC_PATHS.keys, routeGroup('other', deps), createOidcKeysEndpoint(deps));
  app.all(LOGO_PATH, routeGroup('other', deps), createLogoEndpoint(deps));
  app.use(createSignInRouter(deps, routeGroup('sign-in', deps)));
  for (const [path, page] of [...probes(deps, metrics), ...documents(deps, built)]) {
    app.all(path, servePage(deps, page));
  }
  app.all(ASSET_PATH, routeGroup('other', deps), createAssetEndpoint(deps, built));
  if (built) {
    app.all([...CONSOLE_PATHS], routeGroup('other', deps), createConsoleEndpoint(deps, built));
  }
  app.use(() => {
    throw new Fault('route.missing');
  });
  app.use(answerErrors(deps));

  // without this handler Express would answer what it cannot parse with an HTML page
  const handle: (request: Request, response: Response, final: FinalHandler) => void = app;
  const basePath = pathOf(deps.http.publicUrl);
  const listener: RequestListener = (incoming, outgoing) => {
    const request = incoming as Request;
    request.url = withoutBasePath(request.url, basePath);
    const response = outgoing as Response;
    handle(request, response, finalHandler(deps, request, response));
  };
  return { listener, classes };
}
