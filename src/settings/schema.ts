import { z } from 'zod';
import { outgoing } from './outgoing-schema.js';
import { operator, secret, secrets } from './credentials.js';
import { feed, journal } from './history.js';
import { webhooks } from './webhooks-schema.js';
import { invitations } from './invitations.js';
import { massChanges } from './mass-changes.js';
import { signIn } from './sign-in.js';
import { trustProxy } from './trust-proxy.js';
import { allowedOrigins } from './web-addresses.js';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

const seconds = (min: number, max: number) => z.int().min(min).max(max);

const http = z.strictObject({
  host: z
    .string()
    .min(1)
    .describe('Address to listen on. `0.0.0.0` or `::` listens on every network of the machine.'),
  port: z
    .int()
    .min(0)
    .max(65535)
    .describe('Port to listen on; 0 takes a free one and says which in the log.'),
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .regex(/^[^?#]*[^/?#]$/, 'must have no query, no fragment and no slash at its end')
    .optional()
    .describe(
      'The URL under which others reach this server. Every address that Muster hands out starts with it. It may have a path ' +
        '(`https://example.com/muster`), which a proxy may take away or keep. Absent: the address it listens on.',
    ),
  insecureCookies: z
    .boolean()
    .describe(
      'Let people sign in by plain http on another name than `localhost`. Whoever is on the network between can take their sessions: for ' +
        'a trial inside a trusted network only. Passkeys stay closed there, because browsers offer none.',
    ),
  trustProxy,
  allowedOrigins,
  bodyBytes: z.strictObject({
    scim: z
      .int()
      .min(65_536)
      .max(MAX_BODY_BYTES)
      .describe(
        'Largest body of a SCIM request, in bytes. A group of 100,000 sent whole has about 8 MB.',
      ),
    rest: z
      .int()
      .min(1_024)
      .max(MAX_BODY_BYTES)
      .describe('Largest body of a REST request, in bytes.'),
  }),
  jsonDepth: z.int().min(16).max(1_000).describe('Deepest nesting of a JSON body.'),
  headerBytes: z
    .int()
    .min(4_096)
    .max(131_072)
    .describe('Largest request line and headers together, in bytes; beyond it the answer is 431.'),
  headerSeconds: seconds(1, 120).describe('How long a client may take to send its headers.'),
  requestSeconds: seconds(1, 600).describe('How long a client may take to send a whole request.'),
  keepAliveSeconds: seconds(1, 600).describe(
    'How long an idle connection is kept. Longer than the same setting of a proxy in front.',
  ),
  connections: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('Connections at one time; further ones are dropped.'),
  shutdownSeconds: seconds(1, 600).describe(
    'After SIGTERM: how long requests in flight may take before their connections are cut.',
  ),
});

const store = z.strictObject({
  url: z
    .string()
    .regex(
      /^(sqlite:.+|mongodb(\+srv)?:\/\/.+)$/,
      'must be sqlite:<file>, sqlite::memory:, mongodb://… or mongodb+srv://…',
    )
    .meta(secret)
    .describe(
      'The database: `sqlite:./data/muster.db` (relative to the folder Muster runs in), `sqlite::memory:`, ' +
        'or `mongodb://…` of a replica set.',
    ),
  migrate: z
    .boolean()
    .describe(
      'Bring the database forward at start. Off: start refuses until `muster migrate` has run.',
    ),
});

const log = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .describe('What is logged. Every request is one line of level info.'),
});

const scim = z.strictObject({
  massChanges,
  defaultPage: z.int().min(1).max(1_000).describe('Page size where the client names none.'),
  maxPage: z
    .int()
    .min(1)
    .max(1_000)
    .describe('Largest page; a larger count is answered with this one.'),
  bulk: z.strictObject({
    maxOperations: z.int().min(1).max(10_000).describe('Operations in one bulk request.'),
    maxPayloadBytes: z
      .int()
      .min(1_024)
      .max(MAX_BODY_BYTES)
      .describe('Largest body of a bulk request, in bytes.'),
  }),
  rateLimit: z.strictObject({
    sustained: z
      .int()
      .min(25)
      .max(1_000_000)
      .describe('Requests a second and connection that always pass. Entra needs 25.'),
    burst: z
      .int()
      .min(0)
      .max(10_000_000)
      .describe('Further requests that pass within ten seconds; beyond them the answer is 429.'),
  }),
  tokenDays: z
    .int()
    .min(1)
    .max(3_660)
    .describe('Life of a new token whose maker names no end, in days.'),
  tokensPerConnection: z
    .int()
    .min(2)
    .max(100)
    .describe('Live tokens of one connection at most; two are needed to change one for another.'),
  accessTokenSeconds: z
    .int()
    .min(3_600)
    .max(21_600)
    .describe('Life of an access token that a client is given at the token endpoint, in seconds.'),
  schemas: z
    .array(
      z.strictObject({
        file: z.string().min(1),
        resourceType: z.string().min(1),
        required: z.boolean().default(false),
      }),
    )
    .describe(
      'Extension schemas of your own: `file` is JSON as RFC 7643 section 7 writes it (relative to the file ' +
        'that names it), `resourceType` is `User` or `Group`, `required` says whether every resource must have it.',
    ),
});

const rest = z.strictObject({
  rateLimit: z.strictObject({
    sustained: z
      .int()
      .min(1)
      .max(1_000_000)
      .describe('Requests a second and API key that always pass. The operator is not held by it.'),
    burst: z
      .int()
      .min(0)
      .max(10_000_000)
      .describe('Further requests that pass within ten seconds; beyond them the answer is 429.'),
  }),
});

const exchanges = z.strictObject({
  bodyBytes: z
    .int()
    .min(0)
    .max(1_048_576)
    .describe('How much of each request and response body the provisioning log keeps, in bytes.'),
  retentionDays: z
    .int()
    .min(1)
    .max(3_660)
    .describe('How long the provisioning log is kept, in days.'),
  rowsPerConnection: z
    .int()
    .min(100)
    .max(100_000_000)
    .describe('Entries of the provisioning log that one connection may keep; the oldest go first.'),
  bytesPerConnection: z
    .int()
    .min(1_048_576)
    .max(1_099_511_627_776)
    .describe('Bytes that these entries may have together; the oldest go first.'),
});

const jobs = z.strictObject({
  enabled: z
    .boolean()
    .describe(
      'Run what the clock starts in this process. One process of an installation must; several may, and share the work.',
    ),
  processEvery: z
    .int()
    .min(50)
    .max(5_000)
    .describe(
      'How often the database is asked for due jobs, in milliseconds; what this process asks for itself is run at once.',
    ),
  lockSeconds: seconds(3, 600).describe(
    'How long the lock of a running job holds without a sign of life: after a crash another process goes on that much later.',
  ),
  retentionDays: z
    .int()
    .min(1)
    .max(3_660)
    .describe('How long runs of jobs are remembered, in days.'),
});

const domains = z.strictObject({
  consumerFile: z
    .string()
    .min(1)
    .describe(
      'Text file of domains of public mailboxes, one a line, which no organization can own (relative to the file that names it).',
    ),
  blocked: z
    .array(z.string().min(3).max(253))
    .describe('Further domains that no organization may claim.'),
  dnsSeconds: seconds(1, 30).describe('How long DNS may take for one answer.'),
  dnsServers: z
    .array(z.string().min(1))
    .describe('Name servers, `host` or `host:port`; empty: those of the machine.'),
});

const organizations = z.strictObject({
  perAccount: z
    .int()
    .min(1)
    .max(100_000)
    .describe('Organizations that may be made for one account; deleted ones do not count.'),
  personalPreset: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The preset of the personal organization that every new account gets, on the plan that this preset names under ' +
        '`personal`. Absent: accounts get none. People who come through a directory never get one.',
    ),
});

const hooks = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe(
      'Folder of inline hooks that run in this server, `*.mjs`, asked before all others, from where the server is started. They run ' +
        'with the rights of the server; `texts/<language>.yaml` in it has the texts that hooks name by `i18nKey`. A folder ' +
        'that is not there has none.',
    ),
});

const presets = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe('Folder of role presets, one YAML file each (relative to the file that names it).'),
});

const mail = z.strictObject({
  from: z
    .string()
    .regex(
      /^([^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must be an address, or a name with the address in <>',
    )
    .describe(
      'Sender of all mails: `Muster <muster@example.com>`. Its domain stands in Message-ID.',
    ),
  replyTo: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an e-mail address')
    .optional()
    .describe('Where answers go. Absent: to the sender.'),
  smtp: z.strictObject({
    host: z
      .string()
      .min(1)
      .optional()
      .describe('Mail server. Absent: mails are not sent but kept as files in mail.folder.'),
    port: z.int().min(1).max(65_535).describe('Port of the mail server.'),
    secure: z.boolean().describe('TLS from the first byte (port 465). Off: STARTTLS.'),
    requireTls: z
      .boolean()
      .describe(
        'Send nothing to a server that offers no TLS. Off only within one machine or network.',
      ),
    user: z.string().min(1).optional().describe('Name to sign in with. Absent: no sign-in.'),
    password: z.string().min(1).optional().meta(secret).describe('Password to sign in with.'),
    connections: z.int().min(1).max(50).describe('Connections to the mail server at one time.'),
    timeoutSeconds: seconds(1, 600).describe('How long the mail server may be silent.'),
  }),
  folder: z
    .string()
    .min(1)
    .describe(
      'Where mails are kept as .eml files while there is no mail server (relative to the folder Muster runs in); ' +
        '`muster mails` lists them.',
    ),
  perAddressHour: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Mails to one address in an hour; further ones wait. Invitations have limits of their own.',
    ),
  giveUpDays: z
    .int()
    .min(1)
    .max(30)
    .describe('How long a mail that cannot be delivered is tried again, in days.'),
  retentionDays: z
    .int()
    .min(1)
    .max(3_660)
    .describe('How long mails that are over, and notices inside the product, are kept, in days.'),
});

const tracing = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .describe(
      'Where traces are sent by OpenTelemetry (OTLP over HTTP): `http://127.0.0.1:4318/v1/traces`. Absent: none are made.',
    ),
  authorization: z
    .string()
    .min(1)
    .optional()
    .meta(secret)
    .describe('The header `Authorization` that the collector asks for, whole: `Bearer …`.'),
  sampleRatio: z
    .number()
    .min(0)
    .max(1)
    .describe('Part of the traces that are sent, 0 to 1; callers cannot ask for more.'),
  serviceName: z.string().min(1).max(255).describe('`service.name` of all spans.'),
});

/** Every setting there is. Defaults stand in config/default.yaml, so that there is one place to read them. */
export const settingsSchema = z.strictObject({
  http,
  store,
  operator,
  secrets,
  log,
  scim,
  rest,
  exchanges,
  jobs,
  invitations,
  organizations,
  domains,
  outgoing,
  signIn,
  mail,
  journal,
  feed,
  webhooks,
  hooks,
  presets,
  tracing,
});

export type SettingsValues = z.infer<typeof settingsSchema>;

/** One node of the schema as JSON Schema says it: enough to read the environment and to write the documentation. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly description?: string;
  readonly secret?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  /** any of these forms */
  readonly anyOf?: readonly SchemaNode[];
}

export const settingsTree = z.toJSONSchema(settingsSchema, {
  io: 'input',
  unrepresentable: 'any',
}) as SchemaNode;
