import { operations } from '#api/index.js';
import type { MassChangeView } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { mapPage, route, type Route } from './routes.js';
import { waitShortly } from './wait-shortly.js';

export function massChangeRoutes(deps: HttpDeps): Route[] {
  const { massChanges } = deps.core;
  const { heldChanges } = deps.provisioning;
  return [
    ...brakeRoutes(deps),
    route(operations.listMassChanges, async ({ ctx, params, query }) => ({
      body: mapPage(await massChanges.list(ctx, params.organizationId, query), viewOf),
    })),
    route(operations.getMassChange, async ({ ctx, params }) => ({
      body: viewOf(await massChanges.get(ctx, params.organizationId, params.massChangeId)),
    })),
    route(operations.listMassChangePeople, async ({ ctx, params, query }) => {
      const { organizationId, massChangeId } = params;
      const page = await massChanges.people(ctx, organizationId, massChangeId, query);
      return { body: mapPage(page, personView) };
    }),
    ...decisionRoutes(deps),
    route(operations.releaseMassChangePerson, async ({ ctx, params }) => {
      const { organizationId, massChangeId: id, memberId } = params;
      return { body: viewOf(await heldChanges.release(ctx, organizationId, { id, memberId })) };
    }),
  ];
}

function brakeRoutes({ core }: HttpDeps): Route[] {
  const { massChanges, organizations } = core;
  return [
    route(operations.getMassChangeBrake, async ({ ctx, params }) => ({
      body: await massChanges.brake(ctx, params.organizationId),
    })),
    route(operations.switchMassChangeBrakeOff, async ({ ctx, params, body }) => {
      const { organizationId } = params;
      await organizations.switchMassChangeBrakeOff(ctx, { organizationId }, body.reason);
      return { body: await massChanges.brake(ctx, organizationId) };
    }),
    route(operations.switchMassChangeBrakeOn, async ({ ctx, params: { organizationId } }) => {
      await organizations.switchMassChangeBrakeOn(ctx, { organizationId });
      return { body: await massChanges.brake(ctx, organizationId) };
    }),
  ];
}

/** A decision is kept at once; its people follow in the background, and a job goes on where a process ended. */
function decisionRoutes(deps: HttpDeps): Route[] {
  const { massChanges } = deps.core;
  const carryOut = async (
    ctx: Parameters<typeof massChanges.get>[0],
    organizationId: string,
    id: string,
  ): Promise<MassChangeView> => {
    const work = deps.provisioning.heldChanges.run(ctx, { id, organizationId });
    deps.runInBackground('settling a mass change', work);
    await waitShortly(work);
    return massChanges.get(ctx, organizationId, id);
  };
  return [
    route(operations.approveMassChange, async ({ ctx, params, body }) => {
      const { organizationId, massChangeId: id } = params;
      await massChanges.approve(ctx, organizationId, id, body.reason);
      return { body: viewOf(await carryOut(ctx, organizationId, id)) };
    }),
    route(operations.rejectMassChange, async ({ ctx, params, body }) => {
      const { organizationId, massChangeId: id } = params;
      await massChanges.reject(ctx, organizationId, id, body.reason);
      return { body: viewOf(await carryOut(ctx, organizationId, id)) };
    }),
    route(operations.restoreMassChange, async ({ ctx, params }) => {
      const { organizationId, massChangeId: id } = params;
      await massChanges.restore(ctx, organizationId, id);
      return { body: viewOf(await carryOut(ctx, organizationId, id)) };
    }),
  ];
}

function viewOf({ dueAt, status, ...batch }: MassChangeView) {
  return { ...batch, status, isDone: status !== 'held' && dueAt === undefined };
}

type PersonView = Awaited<ReturnType<HttpDeps['core']['massChanges']['people']>>['items'][number];

/** Without the record of a deleted user, which is kept to bring it back. */
function personView({ losses, ...person }: PersonView) {
  return {
    ...person,
    losses: losses.map(({ user: _user, groupIds: _groups, ...loss }) => loss),
  };
}
