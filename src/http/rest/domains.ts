import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Domains = Core['domains'];
type Domain = Awaited<ReturnType<Domains['get']>>;

/** Questions to DNS that one organization may have us ask: one a second, and some more while somebody tries. */
const LOOKS = { sustained: 1, burst: 20 };

export function domainRoutes({ core: { domains }, resolver }: HttpDeps): Route[] {
  const limitLooks = createRateLimit(LOOKS);
  const placeOf = (
    { organizationId, domainId }: { organizationId: string; domainId: string },
    ifMatch?: number,
  ): Parameters<Domains['recordDnsAnswer']>[1] & { expected?: number } => ({
    organizationId,
    id: domainId,
    ...(ifMatch !== undefined && { expected: ifMatch }),
  });
  const shown = (domain: Domain): { body: unknown; version: number } => ({
    body: view(domains, domain),
    version: domain.version,
  });
  return [
    route(operations.addDomain, async ({ ctx, params: { organizationId }, body }) => {
      const domain = await domains.add(ctx, organizationId, body.name);
      const location = `${BASE_PATH}/organizations/${organizationId}/domains/${domain.id}`;
      return { ...shown(domain), location };
    }),
    route(operations.listDomains, async ({ ctx, params, query }) => ({
      body: pageBody(await domains.list(ctx, params.organizationId, pageOf(query)), (domain) =>
        view(domains, domain),
      ),
    })),
    route(operations.getDomain, async ({ ctx, params }) =>
      shown(await domains.get(ctx, params.organizationId, params.domainId)),
    ),
    route(operations.updateDomain, async ({ ctx, params, body, ifMatch }) =>
      shown(await domains.update(ctx, placeOf(params, ifMatch), given(body))),
    ),
    route(operations.removeDomain, async ({ ctx, params, ifMatch }) => {
      await domains.remove(ctx, placeOf(params, ifMatch));
      return {};
    }),
    route(operations.verifyDomain, async ({ ctx, params }) => {
      const domain = await domains.get(ctx, params.organizationId, params.domainId);
      await limitLooks(params.organizationId);
      // before any transaction: DNS takes the time it takes
      const texts = await resolver.proofs(domain.name);
      return { body: view(domains, await domains.recordDnsAnswer(ctx, placeOf(params), texts)) };
    }),
    route(operations.sendDomainCode, async ({ ctx, params, body }) => ({
      body: view(domains, await domains.sendCode(ctx, placeOf(params), body.mailbox)),
    })),
    route(operations.confirmDomainCode, async ({ ctx, params, body }) => ({
      body: view(domains, await domains.confirmCode(ctx, placeOf(params), body.code)),
    })),
  ];
}

/** No code, not even its hash. */
function view(domains: Domains, domain: Domain): unknown {
  const { id, organizationId, name, status, enrolment, defaultRole, defaultSpaces } = domain;
  const { emailProof, verifiedBy, verifiedAt, recheckAt, failures } = domain;
  const { createdAt, updatedAt } = domain;
  return {
    id,
    organizationId,
    name,
    status,
    enrolment,
    defaultRole,
    defaultSpaces,
    record: { type: 'TXT', ...domains.recordOf(domain) },
    ...(emailProof && {
      emailProof: {
        address: emailProof.address,
        expiresAt: emailProof.expiresAt,
        triesLeft: emailProof.triesLeft,
      },
    }),
    verifiedBy,
    verifiedAt,
    recheckAt,
    failures,
    createdAt,
    updatedAt,
  };
}
