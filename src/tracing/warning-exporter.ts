import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '#kernel/index.js';

/** While a collector is away every batch fails; one line in that time says it. */
const WARN_EVERY_MS = 60_000;

/** The same exporter, whose failures are seen: by itself it drops spans in silence. */
export function warningExporter(exporter: SpanExporter, log: Log): SpanExporter {
  let warnedAt = -Infinity;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const now = performance.now();
        if (result.error !== undefined && now - warnedAt >= WARN_EVERY_MS) {
          warnedAt = now;
          log.warn({ err: result.error, spans: spans.length }, 'the collector took no traces');
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    async forceFlush() {
      await exporter.forceFlush?.();
    },
  };
}
