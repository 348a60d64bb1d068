import { z } from 'zod';
import { pageUrl, redirectPrefix } from './web-addresses.js';

/** The section `invitations`. */
export const invitations = z.strictObject({
  lifeDays: z
    .int()
    .min(1)
    .max(30)
    .describe('Life of an invitation whose sender names no other, in days.'),
  landingUrl: pageUrl
    .optional()
    .describe(
      'The page of your application on which people land who follow an invitation; the token stands behind `#`. ' +
        'Absent: a page of this server.',
    ),
  acceptUrl: pageUrl
    .optional()
    .describe(
      'The page of your application on which an invited person signs in and accepts: the button of the page of this server leads ' +
        'there, with the token behind `#`. Absent: that page says in words what to do.',
    ),
  redirectUrls: z
    .array(redirectPrefix)
    .max(100)
    .describe(
      'Where the `redirectUrl` of an invitation may lead: at and below these addresses, `https://app.example.com/welcome`. ' +
        'Empty: no invitation has one.',
    ),
  applicationName: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('The name of your application, which the invitation page shows. Absent: none.'),
  coolDownSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .describe('How long an invitation has to wait before it can be sent again.'),
  perOrganizationHour: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('Invitations of one organization in an hour. The operator is not held by it.'),
  perActorHour: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('Invitations of one member or API key in an hour. The operator is not held by it.'),
  perAddressDay: z
    .int()
    .min(1)
    .max(1_000)
    .describe('Invitation mails to one address in a day, from all organizations together.'),
});
