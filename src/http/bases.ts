type Headers = NodeJS.Dict<string | string[]>;

const HOST = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?$/;

/**
 * The base of every address that is handed out. It never comes from the Host header: a client could make Muster hand out
 * addresses of another server. Behind a trusted proxy X-Forwarded-Proto and X-Forwarded-Host win, where they are well-formed.
 */
export function createBase(
  trustProxy: boolean,
  fallback: () => string,
): (headers: Headers) => string {
  if (!trustProxy) return fallback;
  return (headers) => {
    const proto = first(headers['x-forwarded-proto']);
    const host = first(headers['x-forwarded-host']);
    if ((proto !== 'http' && proto !== 'https') || host === undefined || !HOST.test(host)) {
      return fallback();
    }
    return `${proto}://${host}`;
  };
}

/** Proxies in a row append; the first entry is what the client used. */
function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',', 1)[0]?.trim().toLowerCase();
}

/** The address as a person would type it: an address that means "every network" is no place to go to. */
export function listeningUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
