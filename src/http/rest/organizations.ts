import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { logoPath } from '../logos.js';
import { mapPage, route, type Route } from './routes.js';

type WithLogo = Parameters<typeof logoPath>[0];
type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

/** `base` is the URL of this server as the caller knows it. */
export function organizationView(organization: WithLogo, base: string): object {
  const path = logoPath(organization);
  return { ...organization, ...(path !== undefined && { logo: { url: base + path } }) };
}

export function organizationRoutes({ organizations }: Core): Route[] {
  return [
    route(operations.createOrganization, async ({ ctx, body, base }) => {
      const organization = await organizations.create(ctx, body);
      const view = organizationView(organization, base);
      return { body: view, location: `${BASE_PATH}/organizations/${organization.id}` };
    }),
    route(operations.listOrganizations, async ({ ctx, query, base }) => ({
      body: mapPage(await organizations.list(ctx, query), (one) => organizationView(one, base)),
    })),
    // before the path that has an id in this place
    route(operations.findOrganization, async ({ ctx, params, base }) => ({
      body: organizationView(await organizations.bySlug(ctx, params.slug), base),
    })),
    route(operations.getOrganization, async ({ ctx, params, base }) => ({
      body: organizationView(await organizations.get(ctx, params.organizationId), base),
    })),
    route(operations.updateOrganization, async ({ ctx, target, body, base }) => ({
      body: organizationView(await organizations.update(ctx, target, body), base),
    })),
    route(operations.renameOrganization, async ({ ctx, target, body, base }) => ({
      body: organizationView(await organizations.rename(ctx, target, body.slug), base),
    })),
    route(operations.updateSecondFactor, async ({ ctx, target, body, base }) => ({
      body: organizationView(
        await organizations.setSecondFactor(ctx, target, body.secondFactor),
        base,
      ),
    })),
    route(operations.updateLimits, async ({ ctx, target, body, base }) => ({
      body: organizationView(await organizations.setLimits(ctx, target, body), base),
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
    route(operations.disableOrganization, async ({ ctx, params, base }) => ({
      body: organizationView(await organizations.disable(ctx, params.organizationId), base),
    })),
    route(operations.enableOrganization, async ({ ctx, params, base }) => ({
      body: organizationView(await organizations.enable(ctx, params.organizationId), base),
    })),
    route(operations.deleteOrganization, async ({ ctx, target, query, base }) => ({
      body: organizationView(await organizations.remove(ctx, target, query.confirmation), base),
    })),
    route(operations.restoreOrganization, async ({ ctx, params, base }) => ({
      body: organizationView(await organizations.restore(ctx, params.organizationId), base),
    })),
  ];
}
