import { z } from 'zod';

/** `superseded`: the person came in by another way while the request waited. */
export const joinRequestStatus = z.enum([
  'pending',
  'approved',
  'denied',
  'withdrawn',
  'superseded',
]);
