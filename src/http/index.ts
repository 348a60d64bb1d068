/**
 * Owns HTTP: one Express app (`app.ts`) in one node server (`server.ts`) for SCIM, the token endpoint, REST, health and the pages.
 * It owns what every request meets (trace ids, headers, limits, bodies, authentication, errors), and never knows the rules, which
 * core/ and provisioning/ hold, nor a database.
 *
 * A request: middleware/ → one of scim/, oauth/, rest/, health, docs → `sendAnswer`, or an error → middleware/errors.ts, which
 * writes it in the words of the part that was asked (SCIM Error, OAuth error, problem document).
 *
 * Next door: api/ is the REST contract, provisioning/ answers SCIM requests, settings/ checks the numbers used here.
 */
export { createHttpServer, type HttpServer } from './server.js';
