import { z } from 'zod';
import { id, instant } from './inputs.js';

export const status = z.enum(['active', 'disabled', 'deleted']);

export const policies = {
  inviteDomains: z.enum(['any', 'verified']),
  guests: z.enum(['allowed', 'refused']),
  inviterGone: z.enum(['keep', 'revoke']),
  selfRemoval: z.enum(['allowed', 'refused']),
  emailCode: z.enum(['allowed', 'refused']),
  passkey: z.enum(['allowed', 'refused']),
  invitedSeats: z.enum(['reserved', 'unreserved']),
  reminders: z.boolean(),
  joinRequests: z.enum(['open', 'domains', 'closed']),
  journalDays: z.int().min(1).max(3_660),
  massChangePercent: z.int().min(1).max(50),
  massChangePeople: z.int().min(1).max(1_000),
};

export const secondFactor = z.strictObject({
  signIn: z.boolean().optional(),
  highRisk: z.boolean().optional(),
  roles: z
    .array(z.strictObject({ role: z.string().min(1).max(40), from: instant }))
    .max(100)
    .optional(),
});

export const organization = z
  .strictObject({
    id,
    name: z.string(),
    slug: z.string(),
    preset: z.string(),
    plan: z.string(),
    status,
    locale: z.string().optional(),
    timeZone: z
      .string()
      .optional()
      .meta({ description: 'IANA, in which mails write times; UTC when absent.' }),
    branding: z
      .strictObject({ logoUrl: z.string(), color: z.string(), supportUrl: z.string() })
      .partial()
      .optional(),
    logo: z
      .strictObject({
        url: z.string().meta({ description: 'The picture as Muster serves it, to everybody.' }),
      })
      .optional()
      .meta({ description: 'The logo that was uploaded or fetched.' }),
    policies: z
      .strictObject({ ...policies, secondFactor })
      .partial()
      .optional(),
    limits: z.strictObject({ members: z.int(), spaces: z.int() }).partial().optional(),
    personalOf: id.optional(),
    disabledAt: instant.optional(),
    deletedAt: instant.optional(),
    purgeAt: instant.optional(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Organization' });
