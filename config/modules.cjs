/**
 * The import table as data: module → modules that it may import; package → modules that may import it. dependency-cruiser enforces
 * it (config/dependency-cruiser.cjs), in the test run too. Change the table here, with a decision record in docs/decisions/.
 * A package of ours is `packages/x`, with its sources in packages/x/src. main.ts is not in the table: it composes everything and
 * may import every module. `core` is src/core/index.ts, by which the modules outside of the core enter it; inside, each module may
 * import those above it.
 */
const coreOrder = [
  'tenancy',
  'journal',
  'access',
  'tasks',
  'credentials',
  'entitlements',
  'members',
  'onboarding',
  'organizations',
  'erasures',
].map((name) => `core/${name}`);

const coreModules = Object.fromEntries(
  coreOrder.map((name, index) => [name, [...coreOrder.slice(0, index), 'store', 'kernel']]),
);

module.exports = {
  modules: {
    'packages/scim': [],
    'packages/scim-tester': ['packages/scim'],
    'packages/sheets': [],
    'packages/client': [],
    kernel: [],
    settings: ['kernel'],
    api: ['kernel'],
    store: ['kernel'],
    'adapters/mongo': ['store', 'kernel'],
    'adapters/sqlite': ['store', 'kernel'],
    ...coreModules,
    core: [...Object.keys(coreModules), 'store', 'kernel'],
    outgoing: ['kernel'],
    tracing: ['settings', 'kernel'],
    provisioning: ['packages/scim', 'core', 'store', 'kernel'],
    'sign-in': ['core', 'store', 'kernel'],
    notifications: ['outgoing', 'core', 'store', 'kernel'],
    http: [
      'api',
      'packages/scim',
      'provisioning',
      'sign-in',
      'notifications',
      'outgoing',
      'packages/sheets',
      'core',
      'kernel',
    ],
    jobs: ['provisioning', 'sign-in', 'notifications', 'outgoing', 'core', 'kernel'],
    cli: [
      'packages/client',
      'packages/scim-tester',
      'provisioning',
      'sign-in',
      'notifications',
      'core',
      'settings',
      'kernel',
    ],
    console: ['api'],
  },
  homes: {
    agenda: ['jobs', 'adapters/sqlite', 'adapters/mongo'],
    '@agendajs/mongo-backend': ['adapters/mongo'],
    nodemailer: ['notifications'],
    'mustache|sanitize-html': ['notifications'],
    'write-excel-file|csv-parse|csv-stringify': ['packages/sheets'],
    'zod-openapi': ['api'],
    'swagger-ui-dist': ['http'],
    marked: ['http'],
    express: ['http'],
    helmet: ['http'],
    sharp: ['http'],
    'ipaddr.js': ['http'],
    'rate-limiter-flexible': ['http'],
    'prom-client': ['http'],
    'mongoose|mongodb': ['adapters/mongo'],
    '@photostructure/sqlite': ['adapters/sqlite'],
    zod: ['api', 'settings'],
    yaml: ['settings'],
    commander: ['cli'],
    pino: ['kernel'],
    '@opentelemetry/.+': ['tracing'],
    uuidv7: ['kernel'],
    jose: ['core/credentials'],
    'lru-cache': ['provisioning', 'core/credentials', 'http'],
  },
};
