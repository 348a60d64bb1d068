/**
 * Owns traces that leave by OpenTelemetry (OTLP over HTTP): spans, the running one, sampling, what is sent. It never knows what it is
 * told of; modules are handed a `Tracer` of the kernel. OpenTelemetry is loaded only where `tracing.url` is set.
 *
 * Next door: main.ts puts spans around transactions and questions to DNS; http around requests, jobs around runs, notifications around
 * what is sent to the mail server.
 */
export { openTracer } from './tracer.js';
