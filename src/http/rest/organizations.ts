import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Answer, type Call, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

export function organizationRoutes({ organizations }: Core): Route[] {
  return [
    route(operations.createOrganization, async ({ ctx, body: { name, owner, ...more } }) => {
      const organization = await organizations.create(ctx, {
        name,
        ...given(more),
        ...(owner && { owner: given(owner) }),
      });
      const location = `${BASE_PATH}/organizations/${organization.id}`;
      return { ...answer(organization), location };
    }),
    route(operations.listOrganizations, async ({ ctx, query }) => {
      const { status, q } = query;
      const page = await organizations.list(ctx, { ...pageOf(query), ...given({ status, q }) });
      return { body: pageBody(page, organizationView) };
    }),
    // before what has an id in its place
    route(operations.findOrganization, async ({ ctx, params }) => ({
      body: organizationView(await organizations.bySlug(ctx, params.slug)),
    })),
    route(operations.getOrganization, async ({ ctx, params }) =>
      answer(await organizations.get(ctx, params.organizationId)),
    ),
    route(operations.updateOrganization, async (call) =>
      answer(await organizations.update(call.ctx, targetOf(call), call.body)),
    ),
    route(operations.renameOrganization, async (call) =>
      answer(await organizations.rename(call.ctx, targetOf(call), call.body.slug)),
    ),
    route(operations.updateSecondFactor, async (call) => {
      const { secondFactor } = call.body;
      const policy = secondFactor && given(secondFactor);
      return answer(await organizations.setSecondFactor(call.ctx, targetOf(call), policy));
    }),
    route(operations.updateLimits, async (call) =>
      answer(await organizations.setLimits(call.ctx, targetOf(call), call.body)),
    ),
    ...billingRoutes(organizations),
    ...endingRoutes(organizations),
  ];
}

function billingRoutes(organizations: Core['organizations']): Route[] {
  const billing = ({ plan, billing: { contacts } = { contacts: [] }, version }: Organization) => ({
    body: { plan, contacts },
    version,
  });
  return [
    route(operations.getBilling, async ({ ctx, params }) =>
      billing(await organizations.get(ctx, params.organizationId)),
    ),
    route(operations.updateBilling, async (call) =>
      billing(await organizations.setBilling(call.ctx, targetOf(call), call.body.contacts)),
    ),
  ];
}

function endingRoutes(organizations: Core['organizations']): Route[] {
  return [
    route(operations.disableOrganization, async ({ ctx, params }) =>
      answer(await organizations.disable(ctx, params.organizationId)),
    ),
    route(operations.enableOrganization, async ({ ctx, params }) =>
      answer(await organizations.enable(ctx, params.organizationId)),
    ),
    route(operations.deleteOrganization, async (call) =>
      answer(await organizations.remove(call.ctx, targetOf(call), call.query.confirmation)),
    ),
    route(operations.restoreOrganization, async ({ ctx, params }) =>
      answer(await organizations.restore(ctx, params.organizationId)),
    ),
  ];
}

/** The organization of the path, in the version of If-Match. */
export function targetOf({
  params: { organizationId },
  ifMatch: expected,
}: Pick<Call<'/{organizationId}', unknown, unknown>, 'params' | 'ifMatch'>): {
  organizationId: string;
  expected?: number;
} {
  return { organizationId, ...(expected !== undefined && { expected }) };
}

function answer(organization: Organization): Answer {
  return { body: organizationView(organization), version: organization.version };
}

export function organizationView(organization: Organization): unknown {
  const { id, name, slug, preset, plan, status, locale, branding, policies } = organization;
  const { limits, personalOf, disabledAt, deletedAt, purgeAt } = organization;
  const { version, createdAt, updatedAt } = organization;
  return {
    id,
    name,
    slug,
    preset,
    plan,
    status,
    locale,
    branding,
    policies,
    limits,
    personalOf,
    disabledAt,
    deletedAt,
    purgeAt,
    version,
    createdAt,
    updatedAt,
  };
}
