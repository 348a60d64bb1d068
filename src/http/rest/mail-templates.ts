import { operations } from '#api/index.js';
import { Fault, LOCALES } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

export function mailTemplateRoutes({ core, notifications: { templates } }: HttpDeps): Route[] {
  const targetOf = (params: {
    readonly organizationId: string;
    readonly templateName: string;
    readonly locale: string;
  }) => ({
    organizationId: params.organizationId,
    template: params.templateName,
    locale: params.locale,
  });
  return [
    route(operations.listMailTemplates, async ({ ctx, params }) => {
      const own = await templates.listOwn(ctx, params.organizationId);
      return { body: { templates: templates.all(), locales: LOCALES, own } };
    }),
    route(operations.getMailTemplate, async ({ ctx, params }) => ({
      body: await templates.get(ctx, targetOf(params)),
    })),
    route(operations.replaceMailTemplate, async ({ ctx, params, target, body: content }) => ({
      body: await templates.replace(ctx, { ...target, ...targetOf(params) }, content),
    })),
    route(operations.deleteMailTemplate, async ({ ctx, params }) => {
      await templates.remove(ctx, targetOf(params));
      return {};
    }),
    route(operations.previewMailTemplate, async ({ ctx, params, body: { words } }) => ({
      body: await templates.preview(ctx, targetOf(params), words),
    })),
    route(operations.testMailTemplate, async ({ ctx, params, body }) => {
      const memberId = body.memberId ?? ctx.authority.memberId;
      if (memberId === undefined) {
        const problem = 'is required without Muster-Acting-Member';
        throw new Fault('request.invalid', { errors: [{ field: 'memberId', problem }] });
      }
      const member = await core.members.get(ctx, params.organizationId, memberId);
      const { email: address, name } = member;
      if (address === undefined) {
        const problem = 'has no address';
        throw new Fault('request.invalid', { errors: [{ field: 'memberId', problem }] });
      }
      await templates.sendTest(ctx, targetOf(params), { address, name });
      return { body: { to: address } };
    }),
  ];
}
