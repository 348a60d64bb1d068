import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and -, from a letter on');

const page = z.enum([
  'overview',
  'people',
  'imports',
  'roles',
  'spaces',
  'seats',
  'plan',
  'billing',
  'domains',
  'notifications',
  'audit',
  'keys',
  'settings',
  'personal',
]);

const words = z.string().min(1).max(200);

const title = {
  title: words.optional(),
  titles: z.partialRecord(z.enum(LOCALES), words).optional(),
};

const menu = z.strictObject({
  name,
  ...title,
  place: z.enum(['navigation', 'bar', 'cog']),
  as: z.enum(['list', 'tabs']).default('list'),
  sections: z.array(z.strictObject({ name, ...title, pages: z.array(page).min(1) })).min(1),
});

const rowActions = z.strictObject({
  as: z.enum(['buttons', 'menu']),
  actions: z.array(
    z.enum(['edit', 'suspend', 'remove', 'resend', 'renew', 'revoke', 'delete', 'access']),
  ),
});

const people = z.strictObject({
  tabs: z.array(z.enum(['members', 'invitations', 'join-requests', 'suspended'])).min(1),
  invitedAmongMembers: z.boolean(),
  columns: z
    .array(
      z.enum([
        'name',
        'email',
        'roles',
        'seats',
        'spaces',
        'status',
        'source',
        'createdAt',
        'lastActiveOn',
      ]),
    )
    .min(1),
  add: z.strictObject({
    icon: z.boolean(),
    label: z.boolean(),
    entries: z.array(z.enum(['form', 'link', 'import'])).min(1),
  }),
  toolbar: z.array(z.enum(['resend', 'remove'])),
  memberRow: rowActions,
  invitationRow: rowActions,
  elevation: z.enum(['row', 'panel']),
});

const panel = z.strictObject({
  tabs: z.array(z.enum(['access', 'seats', 'spaces', 'details', 'activity', 'directory'])).min(1),
});

const field = z.strictObject({
  name: z.enum([
    'email',
    'name',
    'firstName',
    'lastName',
    'roles',
    'seats',
    'spaces',
    'message',
    'lifeDays',
    'locale',
  ]),
  required: z.boolean().optional(),
  several: z.boolean().optional(),
  max: z.int().min(1).max(200).optional(),
});

const step = z.strictObject({
  name,
  fields: z.array(field),
  skippable: z.boolean().optional(),
  hiddenWhenKnown: z.boolean().optional(),
});

const add = z
  .strictObject({ steps: z.array(step).min(1).max(6) })
  .refine(({ steps }) => steps[0]?.fields.some((one) => one.name === 'email') === true, {
    error: 'the first step must ask for the email: it says whether the others are needed',
  });

/** area of config/locales/console, and the place in its file: `people:add`, `people:count_other` */
const textKey = z
  .string()
  .max(100)
  .regex(
    /^[a-z][a-z0-9-]*:[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
    'must be a text key such as people:add',
  );

export const consoleSchema = z.strictObject({
  landing: page,
  menus: z.array(menu).min(1).superRefine(refuseSecondPlaces),
  needs: z.partialRecord(
    page,
    z.string().regex(/^[a-z][a-z0-9-]*:(read|write)$/, 'must be area:read or area:write'),
  ),
  people,
  panel,
  add,
  roleCheckbox: name.optional(),
  checklist: z.array(
    z.enum([
      'picture',
      'second-step',
      'invite',
      'second-administrator',
      'branding',
      'spaces',
      'seats',
      'domain',
      'second-step-for-all',
      'billing-contact',
    ]),
  ),
  wording: z.record(textKey, words),
});

/** What a preset says of its own. */
export const presetConsoleSchema = consoleSchema
  .extend({ people: people.partial(), panel: panel.partial() })
  .partial();

export type ConsoleValues = Readonly<z.infer<typeof consoleSchema>>;

type PresetConsoleValues = z.infer<typeof presetConsoleSchema>;

/** A page with two places would be two entries for one thing, and a link to it would not know which one to mark. */
function refuseSecondPlaces(
  menus: readonly z.infer<typeof menu>[],
  context: z.core.$RefinementCtx,
): void {
  const pages = menus.flatMap(({ sections }) => sections.flatMap((section) => section.pages));
  for (const twice of new Set(pages.filter((one, index) => pages.indexOf(one) !== index))) {
    context.addIssue({ code: 'custom', message: `the page ${twice} has two places` });
  }
}

/** The usual console with what a preset says of its own. */
export function withPresetConsole(
  usual: ConsoleValues,
  own: PresetConsoleValues = {},
): ConsoleValues {
  const { people: ownPeople, panel: ownPanel, wording, ...rest } = own;
  return {
    ...usual,
    ...rest,
    people: { ...usual.people, ...ownPeople },
    panel: { ...usual.panel, ...ownPanel },
    wording: { ...usual.wording, ...wording },
  } as ConsoleValues;
}
