import { z } from 'zod';
import { description, id, instant, name, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/products';
const ONE = `${PATH}/{productId}`;

const key = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single dashes');
const seats = z.int().min(0).max(10_000_000);

const product = z
  .strictObject({
    id,
    organizationId: id,
    key: z.string(),
    name: z.string(),
    description: z.string().optional(),
    seats: z.int().meta({ description: 'How many the organization has bought.' }),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Product' });

const use = z
  .strictObject({
    bought: z.int(),
    used: z.int(),
    reserved: z.int().meta({ description: 'Kept for people who are invited; they are not free.' }),
    free: z.int(),
    held: z.int().meta({ description: 'Of suspended members; they do not count as used.' }),
    requested: z.int(),
    queued: z.int(),
    percent: z
      .int()
      .meta({ description: 'Of the seats in use or reserved; 100 for a product without any.' }),
    idle: z
      .strictObject({ count: z.int(), of: z.int(), since: z.string() })
      .meta({ description: 'Members not active since that day, among the first `of` seats.' }),
  })
  .meta({ id: 'ProductUse' });

// The number of seats is what was bought: a member who assigns seats cannot change it.

export const createProduct = operation({
  method: 'POST',
  path: PATH,
  summary: 'Creates a product with a number of seats.',
  scope: 'billing:write',
  body: z.strictObject({ key, name, description: description.optional(), seats }),
  idempotent: true,
  versioned: true,
  example: { body: { key: 'drawing-{unique}', name: 'Drawing', seats: 25 } },
  answer: { status: 201, description: 'The product; Location is its address.', body: product },
  faults: ['product.exists', 'plan.required'],
});

export const listProducts = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists products. With an `:own` permission: only those of which the member holds or requests a seat.',
  scope: 'seats:read',
  own: true,
  query: pageQuery.extend({
    search: z.string().trim().min(1).max(200).optional().meta({
      description: 'A part of the name or of the key, without regard to letter case.',
    }),
    total: z.enum(['true', 'false']).optional().meta({
      description: 'Whether the answer says how many products there are on all pages.',
    }),
  }),
  example: { query: { search: 'Drawing' } },
  answer: {
    description: 'A page of products.',
    body: pageAnswer(product).extend({
      total: z.int().optional().meta({
        description:
          'How many there are on all pages, where the query asked for it; absent with an `:own` permission, which sees few.',
      }),
    }),
  },
});

export const getProduct = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a product.',
  scope: 'seats:read',
  own: true,
  versioned: true,
  answer: { description: 'The product.', body: product },
  faults: ['product.missing'],
});

export const updateProduct = operation({
  method: 'PATCH',
  path: ONE,
  summary: 'Changes the name or the number of seats of a product. New seats go to waiting members.',
  scope: 'billing:write',
  body: z
    .strictObject({
      key: key.optional(),
      name: name.optional(),
      seats: seats.optional(),
      /** null takes it away; absent leaves it */
      description: description.nullable().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  versioned: true,
  example: { body: { seats: 30 } },
  answer: { description: 'The product as it is now.', body: product },
  faults: ['product.missing', 'product.exists', 'product.below_use'],
});

export const deleteProduct = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Deletes a product, releases its seats, and removes the group mappings that grant it.',
  scope: 'billing:write',
  versioned: true,
  answer: { status: 204, description: 'It is gone.' },
  faults: ['product.missing'],
});

const day = z.strictObject({
  day: z.iso.date().meta({ description: 'In UTC.' }),
  bought: z.int(),
  used: z.int(),
  reserved: z.int().meta({ description: 'Kept for people who were invited.' }),
});

export const getProductTrend = operation({
  method: 'GET',
  path: `${ONE}/trend`,
  summary:
    'Reads how many seats were bought and used, day by day from the first day that is known.',
  scope: 'seats:read',
  query: z.strictObject({
    days: z.coerce.number<string>().int().min(1).max(400).default(90).meta({
      description: 'How many days until today.',
    }),
  }),
  example: { query: { days: '30' } },
  answer: {
    description: 'Figures at the end of each day, the oldest first; those of today are of now.',
    body: z
      .strictObject({
        productId: id,
        days: z.array(day).meta({ description: 'None is left out after the first.' }),
      })
      .meta({ id: 'ProductTrend' }),
  },
  faults: ['product.missing'],
});

export const getProductUse = operation({
  method: 'GET',
  path: `${ONE}/use`,
  summary: 'Counts the seats that are bought, used, waited for and idle.',
  scope: 'seats:read',
  query: z.strictObject({ idleDays: z.coerce.number<string>().int().min(1).max(730).default(30) }),
  example: { query: { idleDays: '30' } },
  answer: { description: 'The figures of this moment.', body: use },
  faults: ['product.missing'],
});
