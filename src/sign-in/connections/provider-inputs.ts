import type { ProviderGiven } from '#core/index.js';
import { Fault, instant, type Context } from '#kernel/index.js';
import { OutgoingError } from '#outgoing/index.js';
import type { Connection } from '#store/index.js';
import { decodeRefusal, ProviderRefusal } from '../refusals/index.js';
import type { Oidc } from '../oidc/index.js';
import type { Saml } from '../saml/index.js';

/** What a person gives of a provider: where its metadata is, the metadata, or its parts. */
export type ProviderInput =
  | { readonly from: 'url'; readonly url: string; readonly entityId?: string }
  | { readonly from: 'document'; readonly xml: string; readonly entityId?: string }
  | {
      readonly from: 'fields';
      readonly entityId: string;
      readonly signOnUrl: string;
      readonly signOnBinding: 'redirect' | 'post';
      readonly logoutUrl?: string;
      readonly certificates: string;
    };

type Reader = Pick<Saml, 'readMetadata' | 'fetchMetadata' | 'readCertificates' | 'mayBeVisited'>;

interface Readers {
  readonly saml: Reader;
  readonly oidc: Pick<Oidc, 'fetchProvider' | 'discoveryUrl'>;
}

/** Reads it, with a fetch where it is a URL. Fault `request.invalid` with the place and what is wrong there. */
export async function readProvider(
  { saml, oidc }: Readers,
  ctx: Context,
  kind: Connection['kind'],
  input: ProviderInput,
): Promise<ProviderGiven> {
  try {
    return await (kind === 'oidc' ? discover(oidc, ctx, input) : read(saml, ctx, input));
  } catch (error) {
    if (error instanceof OutgoingError) throw invalid('url', error.message, error);
    if (error instanceof ProviderRefusal)
      throw invalid(placeOf(input, error), wordsOf(error), error);
    throw error;
  }
}

/** Of an OpenID provider the address says all: who it is, where it is, and its keys. */
async function discover(
  oidc: Readers['oidc'],
  ctx: Context,
  input: ProviderInput,
): Promise<ProviderGiven> {
  if (input.from !== 'url') {
    throw invalid('from', 'must be url: a provider of kind oidc is read from its discovery');
  }
  const provider = await oidc.fetchProvider(input.url);
  const fetchedAt = instant(ctx.clock.now());
  return { provider, metadata: { kind: 'url', url: oidc.discoveryUrl(input.url), fetchedAt } };
}

async function read(saml: Reader, ctx: Context, input: ProviderInput): Promise<ProviderGiven> {
  const now = instant(ctx.clock.now());
  if (input.from === 'fields') {
    return {
      provider: ofFields(saml, input),
      metadata: { kind: 'document', givenAt: now },
    };
  }
  const { entityId } = input;
  const wanted = { ...(entityId !== undefined && { entityId }) };
  if (input.from === 'document') {
    const { provider } = await saml.readMetadata(input.xml, wanted);
    return { provider, metadata: { kind: 'document', givenAt: now } };
  }
  const { url } = input;
  const { provider, signerFingerprint } = await saml.fetchMetadata(url, wanted);
  const signer = signerFingerprint !== undefined && { signerFingerprint };
  return { provider, metadata: { kind: 'url', url, fetchedAt: now, ...signer } };
}

function ofFields(
  saml: Reader,
  input: Extract<ProviderInput, { from: 'fields' }>,
): ProviderGiven['provider'] {
  const { entityId, signOnUrl, signOnBinding, logoutUrl } = input;
  for (const [field, url] of [
    ['signOnUrl', signOnUrl],
    ['logoutUrl', logoutUrl],
  ] as const) {
    if (url === undefined || saml.mayBeVisited(url)) continue;
    throw invalid(field, 'must begin with https');
  }
  return {
    entityId,
    signOn: [{ binding: signOnBinding, location: signOnUrl }],
    logout: logoutUrl === undefined ? [] : [{ binding: 'redirect', location: logoutUrl }],
    certificates: saml.readCertificates(input.certificates),
  };
}

function placeOf({ from }: ProviderInput, { code }: ProviderRefusal): string {
  if (from === 'fields') return 'certificates';
  if (code === 'metadata_several' || code === 'metadata_entity') return 'entityId';
  return from === 'url' ? 'url' : 'xml';
}

/** What is wrong, where, and what to do. */
function wordsOf({ code, details }: ProviderRefusal): string {
  const { message, next } = decodeRefusal(code, details);
  const figures = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`);
  const where = figures.length === 0 ? '' : ` (${figures.join(', ')})`;
  return `${message}${where} ${next}`;
}

function invalid(field: string, problem: string, cause?: unknown): Fault {
  const errors = [{ field: `provider.${field}`, problem }];
  return new Fault('request.invalid', { errors }, cause === undefined ? {} : { cause });
}
