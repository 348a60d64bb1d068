import { Resolver } from 'node:dns/promises';
import type { Tracer } from '#kernel/index.js';

/** Asks the domain name system. Tests hand in their own. */
export interface TxtResolver {
  /**
   * All TXT records of `_muster.{domain}` and of the domain itself, each as one text (RFC 1035 section 3.3.14 cuts them in pieces of
   * 255). Empty when there are none; undefined when nobody answered, which proves nothing either way.
   */
  proofs(domain: string): Promise<readonly string[] | undefined>;
}

/** The server said, with authority, that there is no such name or no such record. */
const NO_RECORD_CODES = new Set(['ENOTFOUND', 'ENODATA']);

/** More than this of one name is nobody's proof. */
const MAX_TXT_RECORDS = 200;

export interface ResolverOptions {
  /** for each try, milliseconds */
  readonly timeout: number;
  /** `host` or `host:port`; the machine's own when empty */
  readonly servers: readonly string[];
}

export function createTxtResolver({ timeout, servers }: ResolverOptions): TxtResolver {
  const resolver = new Resolver({ timeout, tries: 2 });
  if (servers.length > 0) resolver.setServers([...servers]);
  const lookUpTxt = async (name: string): Promise<string[] | undefined> => {
    try {
      const records = await resolver.resolveTxt(name);
      return records.slice(0, MAX_TXT_RECORDS).map((pieces) => pieces.join(''));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return NO_RECORD_CODES.has(code) ? [] : undefined;
    }
  };
  return {
    async proofs(domain) {
      const [underPrefix, ofDomain] = await Promise.all([
        lookUpTxt(`_muster.${domain}`),
        lookUpTxt(domain),
      ]);
      if (underPrefix === undefined && ofDomain === undefined) return undefined;
      return [...(underPrefix ?? []), ...(ofDomain ?? [])];
    },
  };
}

/** The same resolver with a span around each question, which does not tell the name. */
export function tracedResolver(resolver: TxtResolver, tracer: Tracer): TxtResolver {
  const asked = { name: 'DNS TXT', kind: 'client' } as const;
  return { proofs: (domain) => tracer.span(asked, () => resolver.proofs(domain)) };
}
