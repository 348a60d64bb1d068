import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { FIELD_RULES, type FaultCode } from '#kernel/index.js';
import { ERRORS_PATH, UNKNOWN_CODE } from './errors-page.js';
import {
  BASE_PATH,
  BODY_FAULTS,
  COMMON_FAULTS,
  ORGANIZATION_FAULTS,
  type Operation,
  takesIfMatch,
} from './operations.js';
import { describeFields } from './descriptions/describe-fields.js';
import { callbackOf, SENT_CALLBACKS, sentMessages } from './sent-messages.js';
import { shareParameters } from './shared-parameters.js';
import { statusOf } from './statuses.js';
import { TAGS, tagOf } from './tags.js';

/** Of the contract: what is added raises the second number, what breaks clients the first. */
const VERSION = '1.0.0';

/** Where the contract is served, below the base. */
export const OPENAPI_PATH = '/api/v1/openapi.json';

/** Where people read it and try it. */
export const DOCS_PATH = '/docs';

const problem = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'For people.' }),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    traceId: z.string().meta({ description: 'Finds the request in the log.' }),
    errors: z
      .array(
        z.object({
          field: z.string(),
          problem: z.string(),
          rule: z.enum(FIELD_RULES).optional().meta({
            description: 'Stable, for programs: says the same in another language.',
          }),
          values: z
            .record(z.string(), z.union([z.string(), z.number()]))
            .optional()
            .meta({
              description: 'Figures and names of the rule.',
            }),
        }),
      )
      .optional()
      .meta({ description: 'The fields that are wrong.' }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

/** Every fault that an operation can answer, beside the unforeseen. */
export function faultsOf(operation: Omit<Operation, 'query' | 'body'>): FaultCode[] {
  const { path, scope, faults, idempotent } = operation;
  const codes = new Set<FaultCode>([...COMMON_FAULTS, ...faults]);
  if (path.includes('{organizationId}')) for (const code of ORGANIZATION_FAULTS) codes.add(code);
  if ('body' in operation) for (const code of BODY_FAULTS) codes.add(code);
  if (takesIfMatch(operation)) codes.add('request.precondition');
  if (scope === 'public') codes.add('request.too_many');
  if (idempotent) {
    codes.add('idempotency.conflict');
    codes.add('idempotency.running');
    codes.add('idempotency.erased');
  }
  return [...codes].sort();
}

const SESSION =
  'The cookie of a person who has signed in here, where the request has no Authorization. It acts with the rights of the person’s ' +
  'member in the organization of the path, and below `/me` it is the person. Every method but GET and HEAD has to come from a page of ' +
  'this server (Sec-Fetch-Site, Origin).';

/** The contract as OpenAPI 3.1, made of the schemas that check requests and, in the tests, answers. */
export function openApiDocument(
  operations: readonly Operation[],
  { url }: { readonly url: string },
): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  const shared = sharedRefusals(operations);
  for (const operation of operations) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: describe(operation, shared) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version: VERSION,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
      description:
        'Who belongs to which organization, with which roles, spaces and seats. Errors are problem documents (RFC 9457) with a ' +
        `stable \`code\`; each is explained at ${ERRORS_PATH}.`,
    },
    servers: [{ url: url + BASE_PATH }],
    security: [{ key: [] }, { session: [] }],
    components: {
      callbacks: SENT_CALLBACKS,
      responses: Object.fromEntries([...shared].map(([codes, name]) => [name, refusal(codes)])),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The operator’s key, or an API key of an organization. With `Muster-Acting-Member: <memberId>` the call is made for that ' +
            'member, with the rights that both have.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-muster-{installation}',
          description: SESSION,
        },
      },
    },
    tags: TAGS.map(({ name, description }) => ({ name, description })),
    paths,
    webhooks: sentMessages(),
  });
  describeFields(document);
  shareParameters(document as Parameters<typeof shareParameters>[0]);
  return document;
}

function describe(operation: Operation, shared: SharedRefusals): ZodOpenApiOperationObject {
  const { operationId, summary, scope, body, upload, answer, example, calls } = operation;
  return {
    operationId,
    summary,
    tags: [tagOf(operation)],
    description: describeCaller(operation),
    ...(scope === 'public' && { security: [] }),
    ...(scope === 'operator' && { security: [{ key: [] }] }),
    ...(scope === 'person' && { security: [{ session: [] }] }),
    requestParams: parametersOf(operation),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: body, ...(example?.body && { example: example.body }) },
        },
      },
    }),
    ...(upload && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          upload.mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
    }),
    responses: { [String(answer.status)]: answerOf(operation), ...refusalsOf(operation, shared) },
    ...(calls && { callbacks: callbackOf(calls) }),
  };
}

function describeCaller({
  scope,
  own,
  keyScope,
}: Pick<Operation, 'scope' | 'own' | 'keyScope'>): string {
  if (scope === 'operator') return 'Needs the operator’s key.';
  if (scope === 'person') return 'Needs a session: a person about themselves. No key will do.';
  if (scope === 'public') return 'Needs no key, but the link; limited by address.';
  if (scope === 'self') {
    const self = 'Needs a session, or `Muster-Acting-Member`: a member about themselves.';
    return keyScope === undefined ? self : `${self} The key needs \`${keyScope}\`.`;
  }
  const ofOwn = own ? `; \`${scope}:own\` reaches what is the member’s own` : '';
  return `Needs the permission \`${scope}\`${ofOwn}.`;
}

/** Of nobody, of the installation, of the person: no member is spoken for. */
const WITHOUT_ORGANIZATION: ReadonlySet<Operation['scope']> = new Set([
  'operator',
  'person',
  'public',
]);

function parametersOf(operation: Operation): {
  path?: z.ZodObject;
  query?: z.ZodObject;
  header?: z.ZodObject;
} {
  const { path, query, idempotent, scope } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const headers: Record<string, z.ZodType> = {};
  if (!WITHOUT_ORGANIZATION.has(scope)) {
    const acting = z.uuid().meta({ description: 'The member for whom the call is made.' });
    headers['Muster-Acting-Member'] = scope === 'self' ? acting : acting.optional();
  }
  if (idempotent) {
    headers['Idempotency-Key'] = z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'The same request under the same key is done once within 24 hours.' });
  }
  if (takesIfMatch(operation)) {
    headers['If-Match'] = z.string().optional().meta({ description: 'The ETag that was read.' });
  }
  return {
    ...(names.length > 0 && {
      path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
    }),
    ...(query instanceof z.ZodObject && Object.keys(query.shape).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { header: z.object(headers) }),
  };
}

function answerOf({ answer, versioned }: Operation): ZodOpenApiResponseObject {
  const { description, body, mediaTypes } = answer;
  return {
    description,
    ...(versioned && {
      headers: { ETag: { description: 'The version.', schema: { type: 'string' } } },
    }),
    ...(body && { content: { 'application/json': { schema: body } } }),
    ...(mediaTypes && {
      content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string' } }])),
    }),
  };
}

/** Codes of a status, as they are described → the name of the answer that several operations share. */
type SharedRefusals = ReadonlyMap<string, string>;

/** One answer a status, with the codes that it can carry. */
function codesByStatus(operation: Operation): [number, string][] {
  const byStatus = new Map<number, string[]>([[500, [UNKNOWN_CODE]]]);
  for (const code of faultsOf(operation)) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => [status, codes.map((code) => `\`${code}\``).join(', ')]);
}

/** Those that more than one operation answers are components: `Status404`, and `Status404_2` for the next frequent codes. */
function sharedRefusals(operations: readonly Operation[]): SharedRefusals {
  const uses = new Map<string, { status: number; codes: string; count: number }>();
  for (const [status, codes] of operations.flatMap(codesByStatus)) {
    const known = uses.get(codes);
    uses.set(codes, { status, codes, count: (known?.count ?? 0) + 1 });
  }
  const names = new Map<string, string>();
  const numbers = new Map<number, number>();
  for (const { status, codes, count } of [...uses.values()].sort((a, b) => b.count - a.count)) {
    if (count < 2) break;
    const number = (numbers.get(status) ?? 0) + 1;
    numbers.set(status, number);
    names.set(codes, number === 1 ? `Status${status}` : `Status${status}_${number}`);
  }
  return names;
}

function refusalsOf(
  operation: Operation,
  shared: SharedRefusals,
): ZodOpenApiOperationObject['responses'] {
  return Object.fromEntries(
    codesByStatus(operation).map(([status, codes]) => [
      String(status),
      shared.has(codes) ? { $ref: `#/components/responses/${shared.get(codes)}` } : refusal(codes),
    ]),
  );
}

function refusal(codes: string): ZodOpenApiResponseObject {
  return { description: codes, content: { 'application/problem+json': { schema: problem } } };
}
