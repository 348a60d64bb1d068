import { operations } from '#api/index.js';
import { Fault } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

/** More than every mail in every language. */
const EVERY = 200;

export function mailTemplateRoutes({ core, mail }: HttpDeps): Route[] {
  const placeOf = (params: { templateName: string; locale: string }) => ({
    template: params.templateName,
    locale: params.locale,
  });
  return [
    route(operations.listMailTemplates, async ({ ctx, params }) => {
      const { list } = core.mailTemplates;
      const { items } = await list(ctx, params.organizationId, { limit: EVERY });
      return { body: { templates: mail.templates(), locales: mail.locales(), own: items } };
    }),
    route(operations.getMailTemplate, async ({ ctx, params }) => {
      const { template, locale } = placeOf(params);
      const body = await mail.template(ctx, params.organizationId, template, locale);
      return { body };
    }),
    route(operations.replaceMailTemplate, async ({ ctx, params, target, body: words }) => {
      const key = { ...target, ...placeOf(params) };
      return { body: await mail.replaceTemplate(ctx, key, words) };
    }),
    route(operations.deleteMailTemplate, async ({ ctx, params }) => {
      const { template, locale } = placeOf(params);
      await core.mailTemplates.remove(ctx, params.organizationId, template, locale);
      return {};
    }),
    route(operations.previewMailTemplate, async ({ ctx, params, body: { words } }) => ({
      body: await mail.preview(ctx, params.organizationId, placeOf(params), words),
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
      await mail.sendTest(ctx, params.organizationId, placeOf(params), { address, name });
      return { body: { to: address } };
    }),
  ];
}
