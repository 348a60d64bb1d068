import type { TypeCall } from './calls.js';
import { matchesVersion, parseEntityTags, taggedVersion, type Digest } from './etag.js';
import type { ScimResponse } from './exchange.js';
import { listResponse } from './list.js';
import { EVERYTHING, project } from './projection.js';
import { quotedText } from './quoted-texts.js';
import {
  completeReferences,
  digestsOf,
  locationOf,
  MAX_TAGGED_MEMBERS,
  membershipDigest,
  withReference,
  type Referring,
  type ReferenceContext,
  type References,
} from './references.js';
import type {
  ExtensionText,
  Query,
  ResourceText,
  ResourceTexts,
  ScimContext,
} from './resource-handler.js';
import { emptyResponse, jsonTextResponse } from './responses.js';
import type { Resource, ResourceType } from './schema/definition.js';

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
  const writer = await writerFor(call, [resource]);
  const { text, etag } = writer.write(resource, '');
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
  const writer = await writerFor(call, resources);
  const around = listResponse({ ...listing, resources: [] }, query);
  const counted = JSON.stringify({ ...around, itemsPerPage: resources.length });
  // the list of resources is last, and empty
  let before = counted.slice(0, -2);
  // added up they would be copied once more, and each page is a large text to the heap
  const pieces = resources.map((resource) => {
    const { text } = writer.write(resource, before);
    before = ',';
    return text;
  });
  pieces.push(resources.length === 0 ? counted : ']}');
  return jsonTextResponse(200, pieces);
}

async function writerFor<C extends ScimContext>(
  { ctx, handler: { type }, findReferences, request: { baseUrl } }: TypeCall<C>,
  resources: readonly ResourceText[],
): Promise<Writer> {
  const referring = referringParts(resources);
  const references = await findReferences({ ctx, type, selection: EVERYTHING }, referring);
  return new Writer(type, references, { names: references.names, baseUrl });
}

/** What of the resources refers to others, each reference of a text once. */
function referringParts(resources: readonly ResourceText[]): Resource[] {
  const parts: Resource[] = [];
  const seen = new Set<string>();
  for (const { extension, rest } of resources) {
    if (rest !== undefined) parts.push(rest);
    const value = extension?.reference;
    if (extension === undefined || value === undefined || seen.has(value)) continue;
    seen.add(value);
    parts.push({ [extension.id]: { [extension.attribute]: { value } } });
  }
  return parts;
}

interface WrittenText {
  readonly text: string;
  readonly etag: string;
}

/** What is shown of one other resource. */
interface Shown {
  readonly text: string;
  /** absent where nothing is shown that may change */
  readonly digest: Digest | undefined;
}

/** What is shown of a list of other resources. */
interface ShownList {
  readonly text: string;
  readonly digests: readonly Digest[];
}

/** Writes the resources of one answer. */
class Writer {
  readonly #memberships: readonly Referring[];
  readonly #others: readonly Referring[];
  /** what lists other resources: people of one group share the object that the host gave */
  readonly #elements = new Map<unknown, Shown>();
  /** whole lists of such, of which several resources may have the same one */
  readonly #lists = new Map<readonly Resource[], ShownList>();
  /** by the value of the reference */
  readonly #references = new Map<string, Shown>();
  /** JSON of an address up to the id */
  readonly #location: string;
  readonly #resourceType: string;

  constructor(
    private readonly type: ResourceType,
    { shown }: References,
    private readonly context: ReferenceContext,
  ) {
    this.#memberships = shown.filter(({ isMembership }) => isMembership);
    this.#others = shown.filter(({ isMembership }) => !isMembership);
    this.#location = JSON.stringify(locationOf(type, '', context.baseUrl)).slice(0, -1);
    this.#resourceType = JSON.stringify(type.definition.name);
  }

  /** `before` stands before the text. */
  write({ id, members, extension, rest, meta, lists }: ResourceText, before: string): WrittenText {
    const digests: Digest[] = [];
    const listed = lists === undefined ? '' : this.#listed(lists, digests);
    let text = `${before}{${members}`;
    if (extension !== undefined) text += this.#extension(extension, digests);
    if (rest !== undefined) text += this.#rest(rest, digests);
    const etag = taggedVersion(meta.version, digests);
    text +=
      `,"meta":{"resourceType":${this.#resourceType},"created":${quotedText(meta.created)}` +
      `,"lastModified":${quotedText(meta.lastModified)},"version":${quotedTag(etag)}` +
      `,"location":${this.#location}${encodeURIComponent(id)}"}${listed}}`;
    return { text, etag };
  }

  #listed(lists: Readonly<Record<string, readonly Resource[]>>, digests: Digest[]): string {
    let text = '';
    for (const membership of this.#memberships) {
      const elements = lists[membership.attribute];
      if (elements === undefined) continue;
      const shown = this.#lists.get(elements) ?? this.#list(elements, membership);
      text += shown.text;
      digests.push(...shown.digests);
    }
    return text;
  }

  #list(elements: readonly Resource[], membership: Referring): ShownList {
    const digests: Digest[] = [];
    const isTagged = elements.length < MAX_TAGGED_MEMBERS;
    let text = `,"${membership.attribute}":[`;
    let separator = '';
    for (const element of elements) {
      const shown = this.#elements.get(element) ?? this.#element(element, membership);
      if (isTagged && shown.digest !== undefined) digests.push(shown.digest);
      text += separator + shown.text;
      separator = ',';
    }
    const list = { text: `${text}]`, digests };
    this.#lists.set(elements, list);
    return list;
  }

  #element(element: Resource, membership: Referring): Shown {
    const text = JSON.stringify(withReference(element, membership, this.context));
    const shown = { text, digest: membershipDigest(element) };
    this.#elements.set(element, shown);
    return shown;
  }

  #extension(extension: ExtensionText, digests: Digest[]): string {
    const { id, before, reference, after } = extension;
    if (reference === undefined) return `,"${id}":${before}`;
    const shown = this.#references.get(reference) ?? this.#reference(extension, reference);
    if (shown.digest !== undefined) digests.push(shown.digest);
    return `,"${id}":${before}${shown.text}${after}`;
  }

  #reference({ id, attribute }: ExtensionText, value: string): Shown {
    const part = { [id]: { [attribute]: { value } } };
    const completed = completeReferences(part, this.#others, this.context);
    const inner = completed[id] as Resource;
    const shown = {
      text: JSON.stringify(inner[attribute]),
      digest: digestsOf(completed, this.#others)[0],
    };
    this.#references.set(value, shown);
    return shown;
  }

  #rest(rest: Resource, digests: Digest[]): string {
    const completed = completeReferences(rest, this.#others, this.context);
    digests.push(...digestsOf(completed, this.#others));
    const leaving = project(this.type, completed, EVERYTHING);
    let text = '';
    for (const key in leaving) text += `,${JSON.stringify(key)}:${JSON.stringify(leaving[key])}`;
    return text;
  }
}

/** A weak tag, as nearly all are: its quotation marks are escaped. */
const WEAK_TAG = /^W\/"[\w.]*"$/;

function quotedTag(tag: string): string {
  return WEAK_TAG.test(tag) ? `"W/\\"${tag.slice(3, -1)}\\""` : JSON.stringify(tag);
}
