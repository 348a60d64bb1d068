import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

export function organizationRoutes({ organizations }: Core): Route[] {
  return [
    route(operations.createOrganization, async ({ ctx, body }) => {
      const organization = await organizations.create(ctx, body);
      return { body: organization, location: `${BASE_PATH}/organizations/${organization.id}` };
    }),
    route(operations.listOrganizations, async ({ ctx, query }) => ({
      body: await organizations.list(ctx, query),
    })),
    // before the path that has an id in this place
    route(operations.findOrganization, async ({ ctx, params }) => ({
      body: await organizations.bySlug(ctx, params.slug),
    })),
    route(operations.getOrganization, async ({ ctx, params }) => ({
      body: await organizations.get(ctx, params.organizationId),
    })),
    route(operations.updateOrganization, async ({ ctx, target, body }) => ({
      body: await organizations.update(ctx, target, body),
    })),
    route(operations.renameOrganization, async ({ ctx, target, body }) => ({
      body: await organizations.rename(ctx, target, body.slug),
    })),
    route(operations.updateSecondFactor, async ({ ctx, target, body }) => ({
      body: await organizations.setSecondFactor(ctx, target, body.secondFactor),
    })),
    route(operations.updateLimits, async ({ ctx, target, body }) => ({
      body: await organizations.setLimits(ctx, target, body),
    })),
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
    route(operations.updateBilling, async ({ ctx, target, body }) =>
      billing(await organizations.setBilling(ctx, target, body.contacts)),
    ),
  ];
}

function endingRoutes(organizations: Core['organizations']): Route[] {
  return [
    route(operations.disableOrganization, async ({ ctx, params }) => ({
      body: await organizations.disable(ctx, params.organizationId),
    })),
    route(operations.enableOrganization, async ({ ctx, params }) => ({
      body: await organizations.enable(ctx, params.organizationId),
    })),
    route(operations.deleteOrganization, async ({ ctx, target, query }) => ({
      body: await organizations.remove(ctx, target, query.confirmation),
    })),
    route(operations.restoreOrganization, async ({ ctx, params }) => ({
      body: await organizations.restore(ctx, params.organizationId),
    })),
  ];
}
