import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const ORGANIZATION = '/organizations/{organizationId}';
const PATH = `${ORGANIZATION}/mass-changes`;
const ONE = `${PATH}/{massChangeId}`;
const BRAKE = `${ORGANIZATION}/mass-change-brake`;

const status = z.enum(['held', 'approved', 'rejected', 'applied']).meta({
  description: 'Applied: nobody decided in 24 hours.',
});

const state = z
  .enum(['applied', 'held', 'let_through', 'kept', 'restored', 'withdrawn', 'refused'])
  .meta({
    description:
      'Applied: before the brake tripped. Held: waits. Let through: by an approval or by time. Kept: by a rejection. ' +
      'Withdrawn: the directory took it back. Refused: it would have taken the last administrator.',
  });

const counts = z.strictObject({
  applied: z.int().meta({ description: 'Applied before the brake tripped.' }),
  held: z.int().meta({ description: 'They wait.' }),
  let_through: z.int().meta({ description: 'Applied by an approval, or by time.' }),
  kept: z.int().meta({ description: 'Kept by a rejection.' }),
  restored: z.int().meta({ description: 'Given back.' }),
  withdrawn: z.int().meta({ description: 'The directory took its word back.' }),
  refused: z.int().meta({ description: 'It would have taken the last administrator.' }),
});

const massChange = z
  .strictObject({
    id,
    status,
    connectionId: id.meta({ description: 'The connection whose request tripped the brake.' }),
    base: z.int().meta({
      description:
        'People whom directories managed when the hour began; of what sign-ins take, people who sign in, if more.',
    }),
    people: z.int().meta({
      description: 'People who had lost something in that hour when the brake tripped.',
    }),
    percent: z.int().meta({ description: 'The limit in per cent, as it was then.' }),
    least: z.int().meta({ description: 'The least number of people, as it was then.' }),
    counts: counts.meta({ description: 'How many people are in which state now.' }),
    appliesAt: instant.meta({ description: 'When it is applied if nobody decides.' }),
    decidedAt: instant.optional(),
    decidedBy: z.string().optional(),
    reason: z.string().optional(),
    restoredAt: instant.optional().meta({
      description: 'When it was asked to give back what was applied before the brake tripped.',
    }),
    restoredBy: z.string().optional().meta({ description: 'Who asked for that.' }),
    isDone: z.boolean().meta({
      description: 'Whether all that was decided is carried out; false while people are worked on.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'MassChange' });

const loss = z.strictObject({
  kind: z.enum(['deactivated', 'deleted', 'left_group']),
  connectionId: id,
  scimUserId: id,
  groupId: id.optional(),
});

const person = z
  .strictObject({
    memberId: id,
    name: z.string().optional(),
    email: z.string().optional(),
    state,
    losses: z.array(loss).meta({ description: 'What the directory took, or wants to take.' }),
    lostAt: instant.meta({ description: 'Of the last of them.' }),
  })
  .meta({ id: 'MassChangePerson' });

const decision = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional(),
});

const brake = z
  .strictObject({
    percent: z.int().meta({ description: 'It trips above so many per cent.' }),
    people: z.int().meta({ description: 'The least number of people at which it trips.' }),
    isOn: z.boolean().meta({ description: 'Whether it holds anything back now.' }),
    off: z
      .strictObject({ until: instant, reason: z.string(), by: z.string() })
      .optional()
      .meta({ description: 'Present while it is switched off; it is on again by itself.' }),
  })
  .meta({ id: 'MassChangeBrake' });

export const getMassChangeBrake = operation({
  method: 'GET',
  path: BRAKE,
  summary: 'Reads the limits of the brake on mass changes, and whether it is on.',
  scope: 'directory:read',
  answer: { description: 'The limits as they hold now.', body: brake },
});

export const switchMassChangeBrakeOff = operation({
  method: 'POST',
  path: `${BRAKE}/switch-off`,
  summary:
    'Switches the brake off for 24 hours; it is on again by itself. For owners and the operator, with a reason. To let one batch ' +
    'through, approve it.',
  scope: 'directory:write',
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  example: { body: { reason: 'The domain moves to another directory tonight.' } },
  answer: { description: 'The limits, and until when it is off.', body: brake },
  faults: ['step_up.required'],
});

export const switchMassChangeBrakeOn = operation({
  method: 'POST',
  path: `${BRAKE}/switch-on`,
  summary: 'Switches the brake on again before its time.',
  scope: 'directory:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: { description: 'The limits.', body: brake },
});

export const listMassChanges = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists what directories wanted to take from many people at once, oldest first.',
  scope: 'directory:read',
  query: pageQuery.extend({ status: status.optional() }),
  example: { query: { status: 'held' } },
  answer: { description: 'A page of mass changes.', body: pageAnswer(massChange) },
});

export const getMassChange = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a mass change, with how far it is.',
  scope: 'directory:read',
  answer: { description: 'The mass change.', body: massChange },
  faults: ['mass_change.missing'],
});

export const listMassChangePeople = operation({
  method: 'GET',
  path: `${ONE}/people`,
  summary:
    'Lists the people of a mass change: those who wait, and those who had lost something before.',
  scope: 'directory:read',
  query: pageQuery.extend({ state: state.optional() }),
  example: { query: { state: 'held' } },
  answer: { description: 'A page of people.', body: pageAnswer(person) },
  faults: ['mass_change.missing'],
});

export const approveMassChange = operation({
  method: 'POST',
  path: `${ONE}/approve`,
  summary:
    'Lets a mass change through: what waits is applied. What comes later is counted as before.',
  scope: 'directory:write',
  body: decision,
  example: { body: { reason: 'The branch in Lyon is closed.' } },
  answer: { description: 'The mass change, with how far it is.', body: massChange },
  faults: ['mass_change.missing', 'mass_change.decided', 'step_up.required'],
});

export const rejectMassChange = operation({
  method: 'POST',
  path: `${ONE}/reject`,
  summary:
    'Rejects a mass change: nothing that waits is applied, and the identity provider reads people as active again.',
  scope: 'directory:write',
  body: decision,
  example: { body: { reason: 'A filter at the identity provider was wrong.' } },
  answer: { description: 'The mass change, with how far it is.', body: massChange },
  faults: ['mass_change.missing', 'mass_change.decided'],
});

export const restoreMassChange = operation({
  method: 'POST',
  path: `${ONE}/restore`,
  summary:
    'Gives back, once, what was applied before the brake tripped. For callers who could open the connections themselves.',
  scope: 'directory:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: { description: 'The mass change, with how far it is.', body: massChange },
  faults: [
    'mass_change.missing',
    'mass_change.restored',
    'permission.escalation',
    'step_up.required',
  ],
});

export const releaseMassChangePerson = operation({
  method: 'POST',
  path: `${ONE}/people/{memberId}/release`,
  summary: 'Applies at once what waits for one person; the others go on waiting.',
  scope: 'directory:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: { description: 'The mass change, with its counts.', body: massChange },
  faults: [
    'mass_change.missing',
    'mass_change.not_held',
    'member.last_owner',
    'member.last_admin',
    'member.last_break_glass',
  ],
});
