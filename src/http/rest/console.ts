import { operations } from '#api/index.js';
import type { ConsoleView, Core } from '#core/index.js';
import { logoPath } from '../logos.js';
import { route, type Route } from './routes.js';

export function consoleRoutes({ consoles, checklists }: Core): Route[] {
  return [
    route(operations.getChecklist, async ({ ctx, params: { organizationId } }) => ({
      body: await checklists.of(ctx, organizationId),
    })),
    route(operations.getConsole, async ({ ctx, params: { organizationId }, base }) => ({
      body: consoleView(await consoles.of(ctx, organizationId), base),
    })),
  ];
}

function consoleView({ organization, preset, layout, ...view }: ConsoleView, base: string): object {
  const { id, name, slug, locale, timeZone, branding } = organization;
  const { landing, menus, people, panel, add, wording } = layout;
  const logo = logoPath(organization);
  return {
    organization: {
      id,
      name,
      slug,
      ...(logo !== undefined && { logo: { url: base + logo } }),
      color: branding?.color,
      locale,
      timeZone,
    },
    preset: { name: preset.name, title: preset.title },
    lastOf: view.lastOf,
    features: view.features,
    landing,
    menus,
    pages: view.pages,
    people: { ...people, tabs: view.tabs },
    panel,
    add,
    roleChoice: roleChoiceOf(preset, layout),
    roles: view.roles.map(({ role, custom, mayGive }) => ({
      name: role.name,
      title: role.title,
      titles: role.titles,
      description: role.description,
      kind: custom ? 'custom' : 'preset',
      standing: role.standing,
      elevation: role.elevation ?? false,
      mayGive,
    })),
    spaceRoles: preset.spaceRoles,
    wording,
  };
}

function roleChoiceOf(
  { singleRole, defaultRole }: ConsoleView['preset'],
  { roleCheckbox: role }: ConsoleView['layout'],
): object {
  if (role !== undefined) return { as: 'checkbox', role, defaultRole };
  return { as: singleRole ? 'one' : 'several', defaultRole };
}
