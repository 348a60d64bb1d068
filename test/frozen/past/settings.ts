/** When the history begins: milliseconds since 1970. */
export const BEGINNING = Date.parse('2026-01-05T09:00:00.000Z');

export const OPERATOR_KEY = 'operator-key-of-a-test';

/** The same for the server of then and today's: addresses in answers do not depend on the port. */
export function settingsOf(storeUrl: string, folder: string): object {
  return {
    http: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'https://muster.example.com',
      shutdownSeconds: 5,
    },
    store: { url: storeUrl },
    operator: { key: OPERATOR_KEY },
    organizations: { personalPreset: 'lonti' },
    jobs: { enabled: false },
    mail: { folder, from: 'Muster <muster@example.com>' },
    scim: { rateLimit: { sustained: 100_000, burst: 0 } },
    rest: { rateLimit: { sustained: 100_000, burst: 0 } },
  };
}
