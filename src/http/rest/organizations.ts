import { BASE_PATH, operations } from '#api/index.js';
import type { Directory } from '#directory/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Directory['organizations']['get']>>;

export function organizationRoutes({ organizations }: Directory): Route[] {
  return [
    route(
      operations.createOrganization,
      async ({ ctx, body: { name, owner, slug, preset, plan } }) => {
        const organization = await organizations.create(ctx, {
          name,
          ...given({ slug, preset, plan, owner }),
        });
        return {
          body: view(organization),
          location: `${BASE_PATH}/organizations/${organization.id}`,
        };
      },
    ),
    route(operations.listOrganizations, async ({ ctx, query }) => ({
      body: pageBody(await organizations.list(ctx, pageOf(query)), view),
    })),
    route(operations.getOrganization, async ({ ctx, params }) => ({
      body: view(await organizations.get(ctx, params.organizationId)),
    })),
  ];
}

function view(organization: Organization): unknown {
  const { id, name, slug, preset, plan, status, createdAt, updatedAt } = organization;
  return { id, name, slug, preset, plan, status, createdAt, updatedAt };
}
