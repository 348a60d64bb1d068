import { z } from 'zod';
import { description, id, name, pageAnswer, pageQuery } from './inputs.js';
import { hook, hookPoint, madeSecret, sample, trial, onFailure, point } from './hook-shapes.js';
import { operation } from './operations.js';

const OF_ORGANIZATION = '/organizations/{organizationId}/hooks';
const OF_INSTALLATION = '/hooks';

const url = z.string().trim().min(1).max(2_000);
const order = z.int().min(0).max(10_000);
const budgetMs = z.int().min(100).max(10_000);
const condition = z.string().trim().min(1).max(2_000);
const percentage = z.int().min(1).max(100);

const newHook = z.strictObject({
  name,
  description: description.optional(),
  point,
  url,
  enabled: z.boolean().optional(),
  order: order.optional(),
  onFailure: onFailure.optional(),
  budgetMs: budgetMs.optional(),
  condition: condition.optional(),
  percentage: percentage.optional(),
  dryRun: z.boolean().optional(),
});

const apiKeyId = { apiKeyId: id.optional() };

const changeFields = {
  name: name.optional(),
  description: description.nullable().optional(),
  url: url.optional(),
  enabled: z.boolean().optional(),
  order: order.optional(),
  onFailure: onFailure.nullable().optional(),
  budgetMs: budgetMs.nullable().optional(),
  condition: condition.nullable().optional(),
  percentage: percentage.nullable().optional(),
  dryRun: z.boolean().nullable().optional(),
};

const isChange = (change: object): boolean => Object.keys(change).length > 0;
const NOTHING = 'must name something to change';

const change = z.strictObject(changeFields).refine(isChange, NOTHING);
const ownChange = z
  .strictObject({ ...changeFields, apiKeyId: id.nullable().optional() })
  .refine(isChange, NOTHING);

const rotation = z.strictObject({ overlapHours: z.int().min(0).max(168).optional() });
const trialFields = {
  sampleId: id.optional(),
  proposed: z.record(z.string().max(200), z.unknown()).optional(),
};

const trialInput = z.strictObject(trialFields);
const installationTrialInput = z.strictObject({
  ...trialFields,
  organizationId: id.optional().meta({
    description:
      'The organization that the hook is told of; absent: that of the sample. Without a sample it has to be named.',
  }),
});

const created = hook.extend({
  secret: z.string().optional().meta({
    description:
      'By which questions and answers are signed, `whsec_…`. Shown only here; absent when the request was repeated.',
  }),
});

const example = {
  name: 'Hook {unique}',
  point: 'before_user_create',
  url: 'https://hooks.example.com/muster',
  condition: 'userType eq "contractor"',
};

export const listHookPoints = operation({
  method: 'GET',
  path: '/hook-points',
  summary: 'Lists the decisions before which hooks can be asked, with what they may change.',
  scope: 'public',
  answer: {
    description: 'All points.',
    body: z.strictObject({ items: z.array(hookPoint) }),
  },
  example: {},
});

export const createHook = operation({
  method: 'POST',
  path: OF_ORGANIZATION,
  summary:
    'Adds an inline hook, which is asked before a decision. Its secret is shown only in this answer.',
  scope: 'hooks:write',
  body: newHook.extend(apiKeyId),
  calls: 'question',
  idempotent: true,
  versioned: true,
  example: { body: example },
  answer: { status: 201, description: 'The hook, with its secret.', body: created },
  faults: ['limit.hooks'],
});

export const listHooks = operation({
  method: 'GET',
  path: OF_ORGANIZATION,
  summary: 'Lists the hooks of an organization by creation time.',
  scope: 'hooks:read',
  query: pageQuery,
  example: {},
  answer: { description: 'A page of hooks.', body: pageAnswer(hook) },
});

export const getHook = operation({
  method: 'GET',
  path: `${OF_ORGANIZATION}/{hookId}`,
  summary: 'Reads a hook, with how it fares.',
  scope: 'hooks:read',
  versioned: true,
  answer: { description: 'The hook.', body: hook },
  faults: ['hook.missing'],
});

export const updateHook = operation({
  method: 'PATCH',
  path: `${OF_ORGANIZATION}/{hookId}`,
  summary: 'Changes a hook; null takes a setting back to its default.',
  scope: 'hooks:write',
  body: ownChange,
  versioned: true,
  example: { body: { enabled: false } },
  answer: { description: 'The hook as it is now.', body: hook },
  faults: ['hook.missing'],
});

export const deleteHook = operation({
  method: 'DELETE',
  path: `${OF_ORGANIZATION}/{hookId}`,
  summary: 'Deletes a hook and its secrets. It is not asked any more.',
  scope: 'hooks:write',
  versioned: true,
  answer: { status: 204, description: 'It is gone.' },
  faults: ['hook.missing'],
});

const rotate = {
  method: 'POST',
  summary: 'Gives a hook a new secret; the one before signs beside it for a while.',
  body: rotation,
  example: { body: { overlapHours: 24 } },
  answer: { status: 201, description: 'The new secret, shown only here.', body: madeSecret },
  faults: ['hook.missing'],
} as const;

export const rotateHookSecret = operation({
  ...rotate,
  path: `${OF_ORGANIZATION}/{hookId}/rotate-secret`,
  scope: 'hooks:write',
});

const trialAnswer = {
  answer: { description: 'What it said, how fast, and what was wrong with it.', body: trial },
  faults: ['hook.missing', 'hook.sample_missing'],
} as const;

export const tryHook = operation({
  ...trialAnswer,
  method: 'POST',
  path: `${OF_ORGANIZATION}/{hookId}/try`,
  summary: 'Asks a hook with a recorded sample or a proposal of the caller’s, and changes nothing.',
  scope: 'hooks:write',
  body: trialInput,
  example: { body: { proposed: { userName: 'a.lovelace@example.com', userType: 'contractor' } } },
});

const samples = {
  method: 'GET',
  query: pageQuery,
  example: {},
  answer: { description: 'A page of samples.', body: pageAnswer(sample) },
  faults: ['hook.missing'],
} as const;

export const listHookSamples = operation({
  ...samples,
  path: `${OF_ORGANIZATION}/{hookId}/samples`,
  summary: 'Lists recorded questions to a hook with their answers; kept for seven days.',
  scope: 'hooks:read',
});

export const createInstallationHook = operation({
  method: 'POST',
  path: OF_INSTALLATION,
  summary:
    'Adds a hook of the installation: it is asked for every organization, before their own hooks.',
  scope: 'operator',
  body: newHook,
  calls: 'question',
  idempotent: true,
  versioned: true,
  example: { body: example },
  answer: { status: 201, description: 'The hook, with its secret.', body: created },
  faults: ['limit.hooks'],
});

export const listInstallationHooks = operation({
  method: 'GET',
  path: OF_INSTALLATION,
  summary: 'Lists the hooks of the installation.',
  scope: 'operator',
  query: pageQuery,
  example: {},
  answer: { description: 'A page of hooks.', body: pageAnswer(hook) },
});

export const getInstallationHook = operation({
  method: 'GET',
  path: `${OF_INSTALLATION}/{installationHookId}`,
  summary: 'Reads a hook of the installation, with how it fares.',
  scope: 'operator',
  versioned: true,
  answer: { description: 'The hook.', body: hook },
  faults: ['hook.missing'],
});

export const updateInstallationHook = operation({
  method: 'PATCH',
  path: `${OF_INSTALLATION}/{installationHookId}`,
  summary: 'Changes a hook of the installation; null takes a setting back to its default.',
  scope: 'operator',
  body: change,
  versioned: true,
  example: { body: { enabled: false } },
  answer: { description: 'The hook as it is now.', body: hook },
  faults: ['hook.missing'],
});

export const deleteInstallationHook = operation({
  method: 'DELETE',
  path: `${OF_INSTALLATION}/{installationHookId}`,
  summary: 'Deletes a hook of the installation.',
  scope: 'operator',
  versioned: true,
  answer: { status: 204, description: 'It is gone.' },
  faults: ['hook.missing'],
});

export const rotateInstallationHookSecret = operation({
  ...rotate,
  path: `${OF_INSTALLATION}/{installationHookId}/rotate-secret`,
  summary:
    'Gives a hook of the installation a new secret; the one before signs beside it for a while.',
  scope: 'operator',
});

export const tryInstallationHook = operation({
  ...trialAnswer,
  method: 'POST',
  path: `${OF_INSTALLATION}/{installationHookId}/try`,
  summary:
    'Asks a hook of the installation with a recorded sample, or with a proposal as one of an organization, and changes nothing.',
  scope: 'operator',
  body: installationTrialInput,
  faults: [...trialAnswer.faults, 'organization.missing'],
  example: {
    body: {
      organizationId: '{organizationId}',
      proposed: { userName: 'a.lovelace@example.com', userType: 'contractor' },
    },
  },
});

export const listInstallationHookSamples = operation({
  ...samples,
  path: `${OF_INSTALLATION}/{installationHookId}/samples`,
  summary:
    'Lists recorded questions to a hook of the installation with their answers; kept for seven days.',
  scope: 'operator',
});
