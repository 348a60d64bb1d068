import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';
import { memberStanding } from './access-sources.js';
import { id } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}';

const page = z
  .enum([
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
  ])
  .meta({ id: 'ConsolePage', description: 'A page of the console.' });

/** `title` in other languages. */
const titles = z
  .partialRecord(z.enum(LOCALES), z.string())
  .optional()
  .meta({ description: 'The title in other languages.' });

const shownTitle = {
  title: z.string().optional().meta({
    description: 'In English, where the preset has words of its own.',
  }),
  titles,
};

const section = z.strictObject({
  name: z.string().meta({ description: 'For programs; the same in every language.' }),
  ...shownTitle,
  pages: z.array(page).meta({ description: 'In their order.' }),
});

const menu = z.strictObject({
  name: z.string().meta({ description: 'For programs; the same in every language.' }),
  ...shownTitle,
  place: z.enum(['navigation', 'bar', 'cog']).meta({
    description:
      'Where it opens: beside the page, by a word in the top bar, or by the cog at its right end.',
  }),
  as: z.enum(['list', 'tabs']).meta({ description: 'Its pages as a list, or as tabs.' }),
  sections: z.array(section).meta({ description: 'Parts of the menu, in their order.' }),
});

const pageAccess = z.strictObject({
  open: z.boolean().meta({ description: 'Whether the caller can open the page.' }),
  because: z.enum(['permission', 'plan']).optional().meta({ description: 'Why not.' }),
  permission: z.string().optional().meta({ description: 'The permission that is missing.' }),
  feature: z.string().optional().meta({ description: 'The feature that the plan lacks.' }),
});

const rowActions = z.strictObject({
  as: z.enum(['buttons', 'menu']).meta({
    description: 'Buttons in the row, or a menu of three dots.',
  }),
  actions: z
    .array(z.enum(['edit', 'suspend', 'remove', 'resend', 'renew', 'revoke', 'delete', 'access']))
    .meta({ description: 'In their order; each only where it applies to the row.' }),
});

const people = z.strictObject({
  tabs: z
    .array(z.enum(['members', 'invitations', 'join-requests', 'suspended']))
    .meta({ description: 'Those that the caller can open, in their order.' }),
  invitedAmongMembers: z.boolean().meta({
    description: 'Pending invitations are rows among the members, too.',
  }),
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
    .meta({ description: 'Columns that are shown at first, in their order.' }),
  add: z
    .strictObject({
      icon: z.boolean().meta({ description: 'Shows a plus sign.' }),
      label: z.boolean().meta({
        description: 'Shows its words; without them they are the name of the plus sign.',
      }),
      entries: z.array(z.enum(['form', 'link', 'import'])).meta({
        description: 'One: the button opens it. Several: the button opens a menu of them.',
      }),
    })
    .meta({ description: 'The button that adds people.' }),
  toolbar: z.array(z.enum(['resend', 'remove'])).meta({
    description: 'Buttons above the list for ticked rows, always there.',
  }),
  memberRow: rowActions.meta({ description: 'What can be done in the row of a member.' }),
  invitationRow: rowActions.meta({ description: 'What can be done in the row of an invitation.' }),
  elevation: z.enum(['row', 'panel']).meta({
    description:
      'Where a role that is an elevation is lent: by a switch beside the name, or in the panel.',
  }),
});

const field = z.strictObject({
  name: z
    .enum([
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
    ])
    .meta({ description: 'What is asked for.' }),
  required: z.boolean().optional().meta({ description: 'Without it the form does not go on.' }),
  several: z.boolean().optional().meta({ description: 'Takes several addresses in one go.' }),
  max: z.int().optional().meta({ description: 'How many can be chosen in this form.' }),
});

const step = z.strictObject({
  name: z.string().meta({ description: 'For programs; the same in every language.' }),
  fields: z.array(field).meta({
    description: 'In their order. None: what was entered is shown once more.',
  }),
  skippable: z.boolean().optional().meta({ description: 'Has a button that goes on without it.' }),
  hiddenWhenKnown: z.boolean().optional().meta({
    description: 'Left out when the organization knows the address already.',
  }),
});

const consoleRole = z.strictObject({
  name: z.string(),
  title: z.string(),
  titles,
  description: z.string().optional(),
  kind: z.enum(['preset', 'custom']),
  standing: memberStanding,
  elevation: z.boolean(),
  mayGive: z.boolean().meta({ description: 'Whether the caller may give this role.' }),
});

const shownConsole = z
  .strictObject({
    organization: z.strictObject({
      id,
      name: z.string(),
      slug: z.string(),
      logo: z.strictObject({ url: z.string() }).optional(),
      color: z.string().optional().meta({ description: 'Of the branding: `#1a2b3c`.' }),
      locale: z.string().optional(),
      timeZone: z.string().optional(),
    }),
    preset: z.strictObject({
      name: z.string().meta({ description: 'For programs. A console need not look at it.' }),
      title: z.string(),
    }),
    lastOf: z
      .strictObject({
        owner: id.optional().meta({ description: 'The member who is the only active owner.' }),
        admin: id.optional().meta({
          description: 'The only active member who is an owner or an administrator.',
        }),
      })
      .meta({
        description:
          'Who is the last of their standing, for callers who see members: they are not removed, suspended or given a lower role, and do ' +
          'not leave. Whoever has not accepted yet does not count.',
      }),
    features: z.array(z.string()).meta({
      description: 'What the plan includes; `*`: everything.',
    }),
    landing: page.meta({ description: 'The page after sign-in.' }),
    menus: z.array(menu).meta({ description: 'Where pages are found, in their order.' }),
    pages: z.partialRecord(page, pageAccess).meta({
      description: 'The pages that have a place, and whether the caller can open them.',
    }),
    people: people.meta({ description: 'The page of people.' }),
    panel: z
      .strictObject({
        tabs: z
          .array(z.enum(['access', 'seats', 'spaces', 'details', 'activity', 'directory']))
          .meta({ description: 'In their order.' }),
      })
      .meta({ description: 'The panel of one person.' }),
    add: z
      .strictObject({
        steps: z.array(step).meta({ description: 'In their order; the first asks for the email.' }),
      })
      .meta({ description: 'The form that adds a person.' }),
    roleChoice: z
      .strictObject({
        as: z.enum(['one', 'several', 'checkbox']).meta({
          description: 'One of a list, several of a list, or one box to tick.',
        }),
        role: z.string().optional().meta({
          description: 'Of the checkbox: ticked gives this role, not ticked the default one.',
        }),
        defaultRole: z.string().optional(),
      })
      .meta({ description: 'How roles are chosen, in the form and in the panel.' }),
    roles: z.array(consoleRole).meta({
      description:
        'Those of the preset in their order; for callers who see members or roles, also the organization’s own.',
    }),
    spaceRoles: z.array(z.strictObject({ name: z.string(), title: z.string() })).meta({
      description: 'Roles in spaces, in their order.',
    }),
    wording: z.record(z.string(), z.string()).meta({
      description:
        'Text key of the console → the English text of this preset. Other languages keep their own.',
    }),
  })
  .meta({ id: 'Console' });

const checklistItem = z.strictObject({
  name: z
    .enum([
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
    ])
    .meta({ description: 'What there is to do.' }),
  page: page.meta({ description: 'Where it is done.' }),
  done: z.boolean().meta({ description: 'Whether it is done, by whomever.' }),
  progress: z
    .strictObject({
      done: z.int().meta({ description: 'Steps that are done.' }),
      of: z.int().meta({ description: 'Steps that there are.' }),
    })
    .optional()
    .meta({ description: 'Of what takes several steps.' }),
});

export const getChecklist = operation({
  method: 'GET',
  path: `${PATH}/checklist`,
  summary:
    'Reads what the acting member can do at the start, and what of it is done: from the state of the organization, not from clicks.',
  scope: 'self',
  answer: {
    description: 'The items that this member can do, in the order of the preset.',
    body: z.strictObject({
      items: z.array(checklistItem),
      done: z.int().meta({ description: 'How many of them are done.' }),
    }),
  },
  example: {},
  faults: ['member.missing'],
});

export const getConsole = operation({
  method: 'GET',
  path: `${PATH}/console`,
  summary:
    'Reads what the console of this organization shows to the caller: pages and their places, forms and their steps, roles, and words.',
  scope: 'self',
  answer: { description: 'The console as data.', body: shownConsole },
  example: {},
});
