import { BASE_PATH, operations, type Operation } from '#api/index.js';
import { INSTALLATION } from '#core/index.js';
import type { DeliveryTarget, Webhooks } from '#integrations/index.js';
import type { HttpDeps } from '../deps.js';
import type { RateLimit } from '../rate-limits.js';
import { mapPage, route, type Answer, type Call, type Route } from './routes.js';

type Delivery = Awaited<ReturnType<Webhooks['deliveries']['get']>>;

type Target = DeliveryTarget & { readonly secretId: string };

type WebhookCall<Query, Body> = Pick<Call<string, Query, Body>, 'ctx' | 'query' | 'body'> & {
  readonly target: Target;
  /** of the endpoint's list */
  readonly path: string;
};

/** The same operation for endpoints of organizations and of the installation. */
function both<Of extends string, Own extends string, Query, Body>(
  ofOrganization: Operation<Of, Query, Body>,
  ofInstallation: Operation<Own, Query, Body>,
  perform: (call: WebhookCall<Query, Body>) => Promise<Answer>,
): Route[] {
  const answer = (call: Call<string, Query, Body>): Promise<Answer> => {
    const { ctx, query, body, params, ifMatch } = call;
    return perform({ ctx, query, body, ...targetOf(params as Record<string, string>, ifMatch) });
  };
  return [
    route(ofOrganization, (call) => answer(call as Call<string, Query, Body>)),
    route(ofInstallation, (call) => answer(call as Call<string, Query, Body>)),
  ];
}

function targetOf(
  params: Readonly<Record<string, string>>,
  expected: number | undefined,
): { target: Target; path: string } {
  const { organizationId } = params;
  const below = organizationId === undefined ? '' : `/organizations/${organizationId}`;
  return {
    path: `${BASE_PATH}${below}/webhook-endpoints`,
    target: {
      organizationId: organizationId ?? INSTALLATION,
      endpointId: params['endpointId'] ?? params['installationEndpointId'] ?? '',
      deliveryId: params['deliveryId'] ?? params['installationDeliveryId'] ?? '',
      secretId: params['secretId'] ?? params['installationSecretId'] ?? '',
      ...(expected !== undefined && { expected }),
    },
  };
}

/** `limitFetches`: a test goes to anybody's server at the caller's word. */
export function webhookRoutes({ integrations }: HttpDeps, limitFetches: RateLimit): Route[] {
  const { webhooks } = integrations;
  return [
    ...endpointRoutes(webhooks, limitFetches),
    ...secretRoutes(webhooks),
    ...sendingRoutes(webhooks, limitFetches),
    ...deliveryRoutes(webhooks),
  ];
}

/** Only receivers of CloudEvents are asked whether they consent. */
const ASKING: readonly unknown[] = ['cloudevents', 'cloudevents-binary'];

function endpointRoutes({ endpoints }: Webhooks, limitFetches: RateLimit): Route[] {
  const o = operations;
  return [
    ...both(
      o.createWebhookEndpoint,
      o.createInstallationWebhookEndpoint,
      async ({ ctx, target, body, path }) => {
        if (ASKING.includes(body.encoding)) await limitFetches(target.organizationId);
        const endpoint = await endpoints.create(ctx, target.organizationId, body);
        return { body: endpoint, location: `${path}/${endpoint.id}`, shownOnce: ['secret'] };
      },
    ),
    ...both(
      o.listWebhookEndpoints,
      o.listInstallationWebhookEndpoints,
      async ({ ctx, target, query }) => ({
        body: await endpoints.list(ctx, target.organizationId, query),
      }),
    ),
    ...both(o.getWebhookEndpoint, o.getInstallationWebhookEndpoint, async ({ ctx, target }) => ({
      body: await endpoints.get(ctx, target),
    })),
    ...both(
      o.updateWebhookEndpoint,
      o.updateInstallationWebhookEndpoint,
      async ({ ctx, target, body }) => {
        if (body.url !== undefined || body.encoding !== undefined) {
          const { encoding = (await endpoints.get(ctx, target)).encoding } = body;
          if (ASKING.includes(encoding)) await limitFetches(target.organizationId);
        }
        return { body: await endpoints.update(ctx, target, body) };
      },
    ),
    ...both(
      o.deleteWebhookEndpoint,
      o.deleteInstallationWebhookEndpoint,
      async ({ ctx, target }) => {
        await endpoints.remove(ctx, target);
        return {};
      },
    ),
  ];
}

function secretRoutes({ secrets }: Webhooks): Route[] {
  const o = operations;
  return [
    ...both(o.listWebhookSecrets, o.listInstallationWebhookSecrets, async ({ ctx, target }) => ({
      body: { items: await secrets.list(ctx, target) },
    })),
    ...both(
      o.addWebhookSecret,
      o.addInstallationWebhookSecret,
      async ({ ctx, target, body, path }) => {
        const secret = await secrets.add(ctx, target, body);
        const location = `${path}/${target.endpointId}/secrets/${secret.id}`;
        return { body: secret, location, shownOnce: ['receiverText'] };
      },
    ),
    ...both(o.removeWebhookSecret, o.removeInstallationWebhookSecret, async ({ ctx, target }) => {
      await secrets.remove(ctx, target, target.secretId);
      return {};
    }),
  ];
}

/** What goes out, or is looked at, anew. */
function sendingRoutes({ endpoints, deliveries }: Webhooks, limitFetches: RateLimit): Route[] {
  const o = operations;
  return [
    ...both(
      o.confirmWebhookEndpoint,
      o.confirmInstallationWebhookEndpoint,
      async ({ ctx, target }) => {
        await limitFetches(target.organizationId);
        return { body: await endpoints.confirm(ctx, target) };
      },
    ),
    ...both(o.testWebhookEndpoint, o.testInstallationWebhookEndpoint, async ({ ctx, target }) => {
      await limitFetches(target.organizationId);
      return { body: deliveryView(await deliveries.sendTest(ctx, target)) };
    }),
    ...both(o.setWebhookCursor, o.setInstallationWebhookCursor, async ({ ctx, target, body }) => {
      await deliveries.setCursor(ctx, target, body.after);
      return { body: await endpoints.get(ctx, target) };
    }),
    ...both(
      o.replayWebhookEvents,
      o.replayInstallationWebhookEvents,
      async ({ ctx, target, body }) => {
        await deliveries.replayRange(ctx, target, body);
        return { body: await endpoints.get(ctx, target) };
      },
    ),
  ];
}

function deliveryRoutes({ deliveries }: Webhooks): Route[] {
  const o = operations;
  return [
    ...both(
      o.listWebhookDeliveries,
      o.listInstallationWebhookDeliveries,
      async ({ ctx, target, query }) => ({
        body: mapPage(await deliveries.list(ctx, target, query), withoutBodies),
      }),
    ),
    ...both(o.getWebhookDelivery, o.getInstallationWebhookDelivery, async ({ ctx, target }) => ({
      body: deliveryView(await deliveries.get(ctx, target)),
    })),
    ...both(
      o.replayWebhookDelivery,
      o.replayInstallationWebhookDelivery,
      async ({ ctx, target }) => ({ body: deliveryView(await deliveries.replay(ctx, target)) }),
    ),
  ];
}

/** After that instant only when the endpoint is enabled does anything happen. */
const NEVER_YEAR = '9999';

function deliveryView({ body, headers, dueAt, ...delivery }: Delivery): object {
  const isWaiting = delivery.status === 'waiting' && !dueAt.startsWith(NEVER_YEAR);
  return {
    ...delivery,
    ...(isWaiting && { nextAttemptAt: dueAt }),
    request: { headers, ...(body !== undefined && { body }) },
  };
}

/** A page of bodies would be large: they are read one by one. */
function withoutBodies({ body: _body, response: _response, ...delivery }: Delivery): object {
  return deliveryView(delivery);
}
