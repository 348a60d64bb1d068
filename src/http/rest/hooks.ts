import { BASE_PATH, operations } from '#api/index.js';
import { hookPoints, type Integrations } from '#integrations/index.js';
import { mapPage, route, type Route } from './routes.js';

type Hooks = Integrations['hooks'];
type Hook = Parameters<Hooks['figures']>[0];

/** Hooks of organizations and of the installation. None of it asks a hook: a wrong address can always be repaired. */
export function hookRoutes({ hooks }: Integrations): Route[] {
  return [
    route(operations.listHookPoints, () => Promise.resolve({ body: { items: hookPoints() } })),
    ...ofOrganizations(hooks),
    ...ofInstallation(hooks),
    ...trialRoutes(hooks),
  ];
}

function viewOf(hooks: Hooks, hook: Hook): object {
  const { effectiveOnFailure, ...figures } = hooks.figures(hook);
  return { ...hook, effectiveOnFailure, figures };
}

/** What is looked at, tried and replaced of a hook. */
function trialRoutes(hooks: Hooks): Route[] {
  const o = operations;
  const rotated = (made: Awaited<ReturnType<Hooks['definitions']['rotate']>>) => ({
    body: { ...made, secret: made.receiverText },
    shownOnce: ['secret'],
  });
  return [
    route(o.rotateHookSecret, async ({ ctx, params: { organizationId, hookId }, body }) =>
      rotated(await hooks.definitions.rotate(ctx, organizationId, hookId, body)),
    ),
    route(o.rotateInstallationHookSecret, async ({ ctx, params, body }) =>
      rotated(await hooks.definitions.rotate(ctx, undefined, params.installationHookId, body)),
    ),
    route(o.tryHook, async ({ ctx, params: { organizationId, hookId }, body }) => ({
      body: await hooks.tryOut(ctx, organizationId, hookId, body),
    })),
    route(o.tryInstallationHook, async ({ ctx, params, body }) => ({
      body: await hooks.tryOut(ctx, undefined, params.installationHookId, body),
    })),
    route(o.listHookSamples, async ({ ctx, params: { organizationId, hookId }, query }) => ({
      body: await hooks.listSamples(ctx, organizationId, hookId, query),
    })),
    route(o.listInstallationHookSamples, async ({ ctx, params, query }) => ({
      body: await hooks.listSamples(ctx, undefined, params.installationHookId, query),
    })),
  ];
}

function ofOrganizations(hooks: Hooks): Route[] {
  const { definitions } = hooks;
  return [
    route(operations.createHook, async ({ ctx, params: { organizationId }, body }) => {
      const { hook, secret } = await definitions.create(ctx, organizationId, body);
      return {
        body: { ...viewOf(hooks, hook), secret },
        shownOnce: ['secret'],
        location: `${BASE_PATH}/organizations/${organizationId}/hooks/${hook.id}`,
      };
    }),
    route(operations.listHooks, async ({ ctx, params, query }) => ({
      body: mapPage(await definitions.list(ctx, params.organizationId, query), (hook) =>
        viewOf(hooks, hook),
      ),
    })),
    route(operations.getHook, async ({ ctx, params: { organizationId, hookId } }) => ({
      body: viewOf(hooks, await definitions.get(ctx, organizationId, hookId)),
    })),
    route(operations.updateHook, async ({ ctx, params, body, target: { expected } }) => {
      const { organizationId, hookId: id } = params;
      const target = { id, ...(expected !== undefined && { expected }) };
      return { body: viewOf(hooks, await definitions.update(ctx, organizationId, target, body)) };
    }),
    route(operations.deleteHook, async ({ ctx, params, target: { expected } }) => {
      const { organizationId, hookId: id } = params;
      const target = { id, ...(expected !== undefined && { expected }) };
      await definitions.remove(ctx, organizationId, target);
      return {};
    }),
  ];
}

function ofInstallation(hooks: Hooks): Route[] {
  const { definitions } = hooks;
  return [
    route(operations.createInstallationHook, async ({ ctx, body }) => {
      const { hook, secret } = await definitions.create(ctx, undefined, body);
      return {
        body: { ...viewOf(hooks, hook), secret },
        shownOnce: ['secret'],
        location: `${BASE_PATH}/hooks/${hook.id}`,
      };
    }),
    route(operations.listInstallationHooks, async ({ ctx, query }) => ({
      body: mapPage(await definitions.list(ctx, undefined, query), (hook) => viewOf(hooks, hook)),
    })),
    route(operations.getInstallationHook, async ({ ctx, params: { installationHookId } }) => ({
      body: viewOf(hooks, await definitions.get(ctx, undefined, installationHookId)),
    })),
    route(operations.updateInstallationHook, async ({ ctx, params, body, target }) => {
      const { expected } = target;
      const chosen = { id: params.installationHookId, ...(expected !== undefined && { expected }) };
      return { body: viewOf(hooks, await definitions.update(ctx, undefined, chosen, body)) };
    }),
    route(operations.deleteInstallationHook, async ({ ctx, params, target: { expected } }) => {
      const chosen = { id: params.installationHookId, ...(expected !== undefined && { expected }) };
      await definitions.remove(ctx, undefined, chosen);
      return {};
    }),
  ];
}
