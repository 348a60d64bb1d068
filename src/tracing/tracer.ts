import { noTracer, type Log, type Tracer } from '#kernel/index.js';
import { SettingsError, type Settings } from '#settings/index.js';

/** Loads OpenTelemetry where a collector is named. @throws SettingsError when its packages, which are optional, are not installed */
export async function openTracer(
  tracing: Settings['tracing'],
  version: string,
  log: Log,
): Promise<Tracer> {
  const { url } = tracing;
  if (url === undefined) return noTracer;
  try {
    const { startTracing } = await import('./open-telemetry.js');
    return startTracing({ ...tracing, url }, version, log);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new SettingsError([
      'tracing.url: the packages of OpenTelemetry are not installed; install without --omit=optional, or leave it out',
    ]);
  }
}
