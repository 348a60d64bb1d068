import type { TypeCall } from './calls.js';
import { matchesVersion, parseEntityTags, taggedVersion, type Digest } from './etag.js';
import type { ScimResponse } from './exchange.js';
import { listResponse } from './list.js';
import { EVERYTHING, project } from './projection.js';
import {
  completeReferences,
  digestsOf,
  locationOf,
  membershipDigest,
  withReference,
  type Referring,
  type ReferenceContext,
  type References,
} from './references.js';
import type { Query, ResourceText, ResourceTexts, ScimContext } from './resource-handler.js';
import { emptyResponse, jsonTextResponse } from './responses.js';
import type { Resource, ResourceType } from './schema/definition.js';
import { isObject } from './schema/values.js';

/**
 * Answers to reads that name no attributes, of a host that keeps resources as text: what leaves as it is kept is never parsed, and
 * written once. They are those of `read` and `list` in resources.ts to the letter.
 */
export async function readText<C extends ScimContext>(
  call: TypeCall<C>,
  texts: ResourceTexts<C>,
  id: string,
): Promise<ScimResponse> {
  const { request, handler } = call;
  const resource = await texts.read(call.ctx, id);
  const [answer] = await writeTexts(call, [resource]);
  const { text = '', etag = '' } = answer ?? {};
  const location = locationOf(handler.type, resource.id, request.baseUrl);
  const headers = { 'content-location': location, etag };
  if (matchesVersion(parseEntityTags(request.ifNoneMatch), etag)) {
    return emptyResponse(304, headers);
  }
  return jsonTextResponse(200, text, headers);
}

export async function listTexts<C extends ScimContext>(
  call: TypeCall<C>,
  texts: ResourceTexts<C>,
  query: Query,
): Promise<ScimResponse> {
  const { resources, ...listing } = await texts.query(call.ctx, query);
  const written = await writeTexts(call, resources);
  const around = listResponse({ ...listing, resources: [] }, query);
  const counted = JSON.stringify({ ...around, itemsPerPage: written.length });
  // the list of resources is last, and empty; added up, the texts are copied once, when the whole is sent
  let body = counted.slice(0, -2);
  for (const [at, { text }] of written.entries()) body += at === 0 ? text : `,${text}`;
  return jsonTextResponse(200, `${body}]}`);
}

interface WrittenText {
  readonly text: string;
  readonly etag: string;
}

async function writeTexts<C extends ScimContext>(
  call: TypeCall<C>,
  resources: readonly ResourceText[],
): Promise<WrittenText[]> {
  const { ctx, handler, request } = call;
  const { type } = handler;
  const rests = resources.map(({ rest }) => rest);
  const references = await call.findReferences({ ctx, type, selection: EVERYTHING }, rests);
  const context = { names: references.names, baseUrl: request.baseUrl };
  const writer = new Writer(type, references, context);
  return resources.map((resource) => writer.write(resource));
}

/** Writes the resources of one answer. */
class Writer {
  readonly #memberships: ReadonlyMap<string, Referring>;
  readonly #hasOthers: boolean;
  /** what lists other resources: people of one group share the object that the host gave */
  readonly #elements = new Map<unknown, string>();
  readonly #digests = new Map<Resource, Digest>();

  constructor(
    private readonly type: ResourceType,
    private readonly references: References,
    private readonly context: ReferenceContext,
  ) {
    const memberships = references.shown.filter(({ isMembership }) => isMembership);
    this.#memberships = new Map(memberships.map((one) => [one.attribute, one]));
    this.#hasOthers = memberships.length < references.shown.length;
  }

  write({ id, members, rest }: ResourceText): WrittenText {
    const { shown } = this.references;
    const completed = this.#hasOthers ? completeReferences(rest, shown, this.context) : rest;
    const meta = isObject(rest['meta']) ? rest['meta'] : {};
    const etag = taggedVersion(String(meta['version']), digestsOf(completed, shown, this.#digest));
    const leaving = project(this.type, completed, EVERYTHING);
    let text = `{${members}`;
    for (const key in leaving) {
      const value = leaving[key];
      const membership = this.#memberships.get(key);
      if (key === 'meta') {
        const location = locationOf(this.type, id, this.context.baseUrl);
        text += `,"meta":${JSON.stringify({ ...meta, version: etag, location })}`;
      } else if (membership && Array.isArray(value)) {
        text += `,"${key}":[`;
        for (const [at, one] of value.entries()) {
          text += (at === 0 ? '' : ',') + this.#elementText(membership, one);
        }
        text += ']';
      } else {
        text += `,${JSON.stringify(key)}:${JSON.stringify(value)}`;
      }
    }
    return { text: `${text}}`, etag };
  }

  readonly #digest = (element: Resource): Digest => {
    let digest = this.#digests.get(element);
    if (digest === undefined) {
      digest = membershipDigest(element);
      this.#digests.set(element, digest);
    }
    return digest;
  };

  #elementText(membership: Referring, element: unknown): string {
    const known = this.#elements.get(element);
    if (known !== undefined) return known;
    const shown = withReference(element, membership, this.context);
    const text = JSON.stringify(shown);
    this.#elements.set(element, text);
    return text;
  }
}
