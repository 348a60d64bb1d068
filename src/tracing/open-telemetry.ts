import { AsyncLocalStorage } from 'node:async_hooks';
import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context as TraceContext,
  type Span as OpenTelemetrySpan,
  type SpanOptions,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { isFault, type Log, type NewSpan, type Span, type Tracer } from '#kernel/index.js';
import { warningExporter } from './warning-exporter.js';

/** The section `tracing` of the settings. */
export interface TracingSettings {
  readonly url: string;
  readonly authorization?: string | undefined;
  readonly sampleRatio: number;
  readonly serviceName: string;
}

/** How long a collector may take for one batch, and for the last one at the end. */
const EXPORT_TIMEOUT_MS = 5_000;
const EXPORT_EVERY_MS = 2_000;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
};

/** Nothing is registered globally: two servers in one process have a tracer each. */
export function startTracing(
  { url, authorization, sampleRatio, serviceName }: TracingSettings,
  version: string,
  log: Log,
): Tracer {
  const sampler = new TraceIdRatioBasedSampler(sampleRatio);
  const exporter = new OTLPTraceExporter({
    url,
    timeoutMillis: EXPORT_TIMEOUT_MS,
    ...(authorization !== undefined && { headers: { authorization } }),
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    // a caller's wish to be sampled does not go beyond our ratio
    sampler: new ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: warningExporter(exporter, log),
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('muster', version);
  const propagator = new W3CTraceContextPropagator();
  const running = new AsyncLocalStorage<TraceContext>();
  const parentOf = ({ headers, isRoot = false }: NewSpan): TraceContext => {
    if (headers !== undefined)
      return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    return (isRoot ? undefined : running.getStore()) ?? ROOT_CONTEXT;
  };
  return {
    enabled: true,
    async span(asked, work) {
      const parent = parentOf(asked);
      const span = tracer.startSpan(asked.name, optionsOf(asked, running.getStore()), parent);
      const own = spanOver(span);
      try {
        return await running.run(trace.setSpan(parent, span), () => work(own));
      } catch (error) {
        own.fail(error);
        throw error;
      } finally {
        span.end();
      }
    },
    traceId() {
      const context = running.getStore();
      const id = context && trace.getSpanContext(context)?.traceId;
      return id?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    async close() {
      // a collector that is away must not hold up the end
      await provider.shutdown().catch(() => undefined);
    },
  };
}

function optionsOf(
  { kind = 'internal', attributes = {}, isRoot = false }: NewSpan,
  running: TraceContext | undefined,
): SpanOptions {
  const cause = isRoot && running ? trace.getSpanContext(running) : undefined;
  return { kind: KINDS[kind], attributes, ...(cause && { links: [{ context: cause }] }) };
}

function spanOver(span: OpenTelemetrySpan): Span {
  return {
    describe: (attributes) => void span.setAttributes(attributes),
    rename: (name) => void span.updateName(name),
    fail(error) {
      const type = isFault(error) ? error.code : error instanceof Error ? error.name : 'unknown';
      span.setAttribute('error.type', type);
      // a refusal is an answer, not a failure of the server; messages may repeat what a person wrote
      const isRefusal = isFault(error) && error.kind !== 'unavailable';
      if (!isRefusal) span.setStatus({ code: SpanStatusCode.ERROR, message: type });
    },
  };
}
