import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { mapPage, route, type Call, type Route } from './routes.js';

type Domains = Core['domains'];
type Domain = Awaited<ReturnType<Domains['get']>>;

/** DNS lookups for one organization: one a second on average, and 20 at once. */
const MAX_LOOKUPS = { sustained: 1, burst: 20 };

export function domainRoutes({ core: { domains }, resolver }: HttpDeps): Route[] {
  const limitLookups = createRateLimit(MAX_LOOKUPS);
  const domainView = (domain: Domain): object => ({
    ...domain,
    record: { type: 'TXT', ...domains.recordOf(domain) },
  });
  return [
    route(operations.addDomain, async ({ ctx, params: { organizationId }, body }) => {
      const domain = await domains.add(ctx, organizationId, body.name);
      const location = `${BASE_PATH}/organizations/${organizationId}/domains/${domain.id}`;
      return { body: domainView(domain), location };
    }),
    route(operations.listDomains, async ({ ctx, params, query }) => ({
      body: mapPage(await domains.list(ctx, params.organizationId, query), domainView),
    })),
    route(operations.getDomain, async ({ ctx, params }) => ({
      body: domainView(await domains.get(ctx, params.organizationId, params.domainId)),
    })),
    route(operations.updateDomain, async ({ ctx, target, body }) => ({
      body: domainView(await domains.update(ctx, refOf(target), body)),
    })),
    route(operations.removeDomain, async ({ ctx, target }) => {
      await domains.remove(ctx, refOf(target));
      return {};
    }),
    route(operations.verifyDomain, async ({ ctx, params, target }) => {
      const domain = await domains.get(ctx, params.organizationId, params.domainId);
      await limitLookups(params.organizationId);
      // before any transaction: DNS takes the time it takes
      const texts = await resolver.proofs(domain.name);
      return { body: domainView(await domains.recordDnsAnswer(ctx, refOf(target), texts)) };
    }),
    route(operations.sendDomainCode, async ({ ctx, target, body }) => ({
      body: domainView(await domains.sendCode(ctx, refOf(target), body.mailbox)),
    })),
    route(operations.confirmDomainCode, async ({ ctx, target, body }) => ({
      body: domainView(await domains.confirmCode(ctx, refOf(target), body.code)),
    })),
  ];
}

type Target = Call<'/{organizationId}/{domainId}', unknown, unknown>['target'];

function refOf({ domainId: id, ...target }: Target): Omit<Target, 'domainId'> & { id: string } {
  return { ...target, id };
}
