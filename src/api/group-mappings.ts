import { z } from 'zod';
import { id, instant, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/group-mappings';

const role = z.string().min(1).max(40);
const mode = z.enum(['union', 'first']).meta({
  description: 'For roles: all of them, or the first of the list. Spaces and seats are always all.',
});
const overSeatLimit = z.enum(['queue', 'refuse']).meta({
  description:
    'When a mapped seat is not free: the person waits for one, or the directory’s request is refused with 403.',
});

const space = z.strictObject({ spaceId: id, role });

const mapping = z
  .strictObject({
    groupId: z.string().min(1).max(100).optional(),
    externalId: z.string().min(1).max(1_000).optional().meta({
      description:
        'Of a group that may come later; binds while one group of the connection has it.',
    }),
    groupName: z.string().min(1).max(1_000).optional().meta({
      description: 'Of a group that may come later; needs bindByName.',
    }),
    bindByName: z.boolean().optional().meta({
      description:
        'Binds a new group of the name, once, at its creation: whoever names groups at the provider can then give this.',
    }),
    role: role.optional(),
    space: space.optional(),
    productId: id.optional(),
  })
  .refine(
    (one) =>
      [one.role, one.space, one.productId].filter((grant) => grant !== undefined).length === 1,
    'must name exactly one of role, space and productId',
  );

const settings = z.strictObject({
  mode: mode.optional(),
  /** null takes it away; absent leaves it */
  defaultRole: role.nullable().optional(),
  overSeatLimit: overSeatLimit.optional(),
  mappings: z.array(mapping).max(1_000),
  vouch: z.boolean().optional().meta({
    description:
      'Answers for credentials, or a sign-in connection, whose makers could not give it; for callers who could. The preview lists them.',
  }),
});

const mappingsAnswer = z
  .strictObject({
    mode,
    defaultRole: z.string().optional(),
    overSeatLimit: overSeatLimit.optional(),
    mappings: z.array(
      z.strictObject({
        groupId: z.string(),
        groupName: z.string(),
        state: z.enum(['bound', 'dormant', 'waiting']).meta({
          description: 'Dormant: its group was deleted. Waiting: its group has not come yet.',
        }),
        externalId: z.string().optional(),
        bindByName: z.boolean().optional(),
        dormantSince: instant.optional(),
        warning: z.string().optional(),
        role: z.string().optional(),
        space: space.optional(),
        productId: id.optional(),
        spaceName: z.string().optional(),
        productName: z.string().optional(),
      }),
    ),
    recompute: z
      .strictObject({ done: z.int(), startedAt: instant })
      .optional()
      .meta({ description: 'While people’s roles, spaces and seats are being worked out anew.' }),
  })
  .meta({ id: 'GroupMappings' });

const changeOf = <Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ before: z.ZodArray<Item>; after: z.ZodArray<Item> }> =>
  z.strictObject({ before: z.array(item), after: z.array(item) });

const preview = z.strictObject({
  items: z.array(
    z
      .strictObject({
        memberId: id,
        name: z.string(),
        email: z.string().optional(),
        roles: changeOf(z.string()),
        spaces: changeOf(space),
        products: changeOf(id),
        refused: z
          .enum(['member.last_owner', 'member.last_admin', 'member.last_break_glass'])
          .optional()
          .meta({
            description:
              'The member keeps the roles, because no other administrator would be left.',
          }),
      })
      .meta({ id: 'MappingPreview' }),
  ),
  looked: z.int().meta({ description: 'How many people this page looked at.' }),
  next: z.string().optional(),
  credentials: z
    .array(
      z.strictObject({ id, kind: z.enum(['token', 'client', 'connection']), name: z.string() }),
    )
    .optional()
    .meta({
      description:
        'Credentials, or the connection for sign-in itself, whose makers could not give it; the change needs vouch.',
    }),
});

const OF_MAPPINGS = [
  'connection.missing',
  'mapping.group_missing',
  'role.unknown',
  'role.not_mappable',
  'permission.escalation',
  'space.missing',
  'product.missing',
  'plan.required',
] as const;

export const getGroupMappings = operation({
  method: 'GET',
  path: PATH,
  summary: 'Reads which groups grant which roles, spaces and seats.',
  scope: 'directory:read',
  answer: {
    description: 'The mappings; `recompute` while people’s access is still being worked out.',
    body: mappingsAnswer,
  },
  faults: ['connection.missing'],
});

export const replaceGroupMappings = operation({
  method: 'PUT',
  path: PATH,
  summary: 'Replaces the whole list and recomputes the roles, spaces and seats of all members.',
  scope: 'directory:write',
  body: settings,
  example: {
    body: { mode: 'union', mappings: [{ groupId: '{scimGroupId}', role: 'member' }] },
  },
  answer: { description: 'The mappings as they are now.', body: mappingsAnswer },
  faults: [...OF_MAPPINGS, 'mapping.beyond_credentials'],
});

export const previewGroupMappings = operation({
  method: 'POST',
  path: `${PATH}/preview`,
  summary:
    'Shows which members a list of mappings would change, and how, one page at a time. Changes nothing.',
  scope: 'directory:read',
  query: pageQuery,
  body: settings,
  example: {
    body: { mode: 'union', mappings: [{ groupId: '{scimGroupId}', role: 'member' }] },
  },
  answer: {
    description: 'Those of the page whom it would change; a page may be empty and have a next one.',
    body: preview,
  },
  faults: [...OF_MAPPINGS],
});
