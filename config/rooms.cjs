/**
 * The plan of the house as data: room → rooms it may import; package → rooms it lives in.
 * dependency-cruiser enforces it (config/dependency-cruiser.cjs), in the test run too. Change the plan here, with a decision
 * record in docs/decisions/, never around it. main.ts is outside the table on purpose: it sees every room.
 */
module.exports = {
  rooms: {
    kernel: [],
    scim: [],
    settings: ['kernel'],
    api: ['kernel'],
    store: ['kernel'],
    'adapters/mongo': ['store', 'kernel'],
    'adapters/sqlite': ['store', 'kernel'],
    directory: ['store', 'kernel'],
    provisioning: ['scim', 'directory', 'store', 'kernel'],
    sso: ['directory', 'store', 'kernel'],
    sheets: ['kernel'],
    delivery: ['directory', 'store', 'kernel'],
    http: ['api', 'scim', 'provisioning', 'sso', 'delivery', 'sheets', 'directory', 'kernel'],
    jobs: ['provisioning', 'sso', 'delivery', 'directory', 'kernel'],
    cli: ['provisioning', 'sso', 'delivery', 'directory', 'settings', 'kernel'],
    client: [],
    console: ['api'],
  },
  homes: {
    agenda: ['jobs', 'adapters/sqlite', 'adapters/mongo'],
    '@agendajs/mongo-backend': ['adapters/mongo'],
    nodemailer: ['delivery'],
    mustache: ['delivery'],
    'write-excel-file|csv-parse|csv-stringify': ['sheets'],
    'zod-openapi': ['api'],
    'swagger-ui-dist': ['http'],
    express: ['http'],
    helmet: ['http'],
    'rate-limiter-flexible': ['http'],
    'prom-client': ['http'],
    'mongoose|mongodb': ['adapters/mongo'],
    '@photostructure/sqlite': ['adapters/sqlite'],
    zod: ['api', 'settings'],
    yaml: ['settings'],
    commander: ['cli'],
    pino: ['kernel'],
    uuidv7: ['kernel'],
    jose: ['directory'],
    'lru-cache': ['provisioning', 'directory', 'http'],
  },
};
