import { z } from 'zod';
import { id, instant } from './inputs.js';

export const point = z.enum([
  'before_user_create',
  'before_user_update',
  'before_user_deactivate',
  'before_group_create',
  'before_group_update',
  'before_group_delete',
  'before_role_resolution',
  'before_invitation_create',
  'before_invitation_accept',
  'before_join_request',
  'before_admission',
  'before_sign_in',
  'before_seat_allocation',
  'before_import_row',
]);

export const onFailure = z.enum(['open', 'closed', 'last_known']);

export const hookPoint = z
  .strictObject({
    point,
    summary: z.string(),
    onFailure: onFailure.meta({
      description: 'What happens when a hook fails, unless it says otherwise.',
    }),
    because: z.string().meta({ description: 'Why that is the default.' }),
    changeable: z
      .array(z.string())
      .meta({ description: 'JSON Pointers of what a patch may change; `*` stands for any index.' }),
  })
  .meta({ id: 'HookPoint' });

const latency = z.array(
  z.strictObject({
    le: z.int().optional().meta({ description: 'Milliseconds; absent: longer than all others.' }),
    count: z.int(),
  }),
);

const figures = z
  .strictObject({
    asked: z.int(),
    denied: z.int(),
    failed: z.int(),
    circuit: z.enum(['closed', 'open', 'half_open']).meta({
      description: 'open: it failed five times in a row and is not asked for half a minute.',
    }),
    latency: latency.meta({ description: 'Answers by how long they took.' }),
  })
  .meta({ description: 'Of the process that answers, since it started.' });

export const hook = z
  .strictObject({
    id,
    organizationId: id.optional().meta({ description: 'Absent: of the installation.' }),
    name: z.string(),
    description: z.string().optional(),
    point,
    url: z.string(),
    enabled: z.boolean(),
    order: z.int().meta({ description: 'The lowest is asked first.' }),
    onFailure: onFailure.optional().meta({ description: 'Absent: the default of the point.' }),
    effectiveOnFailure: onFailure.meta({
      description: 'What happens when it gives no answer in time.',
    }),
    budgetMs: z.int().optional().meta({
      description: 'Milliseconds for the whole answer; absent: 3,000.',
    }),
    condition: z.string().optional().meta({
      description: 'A filter as in SCIM, over what is proposed; absent: it is always asked.',
    }),
    percentage: z.int().optional().meta({
      description: 'Share of the objects that it is asked about, chosen by their ids; absent: all.',
    }),
    dryRun: z
      .boolean()
      .optional()
      .meta({ description: 'It is asked and recorded, and not obeyed.' }),
    apiKeyId: id.optional().meta({
      description:
        'The API key with which the hook calls back: what is done with it does not ask the hook.',
    }),
    disabledBy: z
      .string()
      .optional()
      .meta({ description: 'Who switched it off from outside of REST.' }),
    figures,
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Hook' });

const outcome = z.enum(['allowed', 'modified', 'denied', 'failed', 'skipped']);

export const sample = z
  .strictObject({
    id,
    hookId: id,
    organizationId: id,
    point,
    outcome,
    dryRun: z.boolean(),
    latencyMs: z.int(),
    traceId: z.string(),
    question: z
      .string()
      .optional()
      .meta({ description: 'As it was sent; absent: more than 16 KiB.' }),
    answer: z.string().optional().meta({ description: 'As it came.' }),
    problem: z.string().optional().meta({ description: 'Why it was no answer.' }),
    carriedOut: z.boolean().optional().meta({
      description:
        'Whether the change was made after all; false: a rule or another hook refused it.',
    }),
    createdAt: instant,
  })
  .meta({ id: 'HookSample' });

export const trial = z
  .strictObject({
    outcome: outcome.meta({
      description: 'skipped: its condition or percentage leaves this one out.',
    }),
    latencyMs: z.int(),
    proposed: z.record(z.string(), z.unknown()).optional().meta({
      description: 'With the changes of the hook.',
    }),
    patch: z.unknown().optional().meta({ description: 'As the hook sent it (RFC 6902).' }),
    reason: z
      .strictObject({ code: z.string(), message: z.string(), i18nKey: z.string().optional() })
      .optional(),
    problem: z.string().optional(),
  })
  .meta({ id: 'HookTrial' });

export const madeSecret = z
  .strictObject({
    id,
    secret: z.string().optional().meta({ description: '`whsec_…`; shown only here.' }),
    createdAt: instant,
  })
  .meta({ id: 'HookSecret' });
