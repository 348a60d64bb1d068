import type { AttributePath } from './filter/ast.js';
import type { ResolvedFilter, ResolvedPath } from './filter/resolved.js';
import type { PatchOperation } from './patch/operation.js';
import type { Replacement } from './replacement.js';
import type { Compatibility, Resource, ResourceType } from './schema/definition.js';

/** What the engine needs to know of a caller. The host's own context extends it. */
export interface ScimContext {
  readonly compatibility: Compatibility;
  /** Throws a 403 ScimError where the credential's scopes do not reach. */
  authorize(resourceType: string, access: 'read' | 'write'): void;
  /**
   * Something the client should know but need not fail for: an ignored attribute, a skipped member.
   * Ends in the exchange log.
   */
  note(code: string, detail: string): void;
  /** What the request, or one operation of a bulk job, is about: told before its body is read. */
  identify?(subject: RequestSubject): void;
  /** Whether the request has had its time: what is left of a bulk job is then not begun. */
  exhausted?(): boolean;
  /**
   * Called in the middle of reading a large body: resolves when other requests had their turn.
   * Without it such a body is read in one go.
   */
  readonly pause?: () => Promise<void>;
}

/** What a request is about, as its method and its path say it. */
export interface RequestSubject {
  /** absent where the method is not offered */
  readonly operation?:
    'create' | 'read' | 'query' | 'replace' | 'patch' | 'delete' | 'bulk' | 'discovery';
  /** absent where it is about no single type */
  readonly resourceType?: string;
  /** of the resource that the path names */
  readonly id?: string;
}

/** Which attributes the client asked for (RFC 7644 section 3.9). At most one list is non-empty. */
export interface Selection {
  readonly attributes: readonly AttributePath[];
  readonly excluded: readonly AttributePath[];
  /** what is returned on request and this very change has set (RFC 7643 section 7, `request`) */
  readonly set?: readonly AttributePath[];
}

/** Conditions of a change; `meetsPrecondition` decides. A resource that is not there is 404 first. */
export interface Precondition {
  /** the versions (`W/"7"`) of which one must be current, or any existing one */
  readonly ifMatch?: readonly string[] | '*';
  /** the versions of which none may be current; `*`: the resource may not exist, so it is 412 */
  readonly ifNoneMatch?: readonly string[] | '*';
}

/**
 * `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3). Of a multi-valued attribute the primary
 * value counts, else the first.
 */
export interface Sort {
  readonly at: ResolvedPath;
  readonly descending: boolean;
}

/** Names are looked up already: a handler never sees what the client wrote. */
export interface Query {
  readonly filter?: ResolvedFilter;
  /** absent: the handler's own stable order */
  readonly sort?: Sort;
  /** 1-based, at least 1 */
  readonly startIndex: number;
  /** 0 to the largest page */
  readonly count: number;
  /** RFC 9865: present when the client pages by cursor, empty on the first page */
  readonly cursor?: string;
  readonly selection: Selection;
}

export interface Listing {
  readonly resources: readonly Resource[];
  readonly total: number;
  readonly nextCursor?: string;
}

/**
 * A resource of which the host keeps the most as text. `members` are members of its JSON object without the braces, from `schemas` and
 * `id` on, in canonical form, all of which leave by default: the engine neither reads nor changes them. What follows them in the answer
 * follows here in its order.
 */
export interface ResourceText {
  readonly id: string;
  /** `"schemas":["urn:…"],"id":"0192…","userName":"ann"` */
  readonly members: string;
  readonly extension?: ExtensionText | undefined;
  /** extensions that are no text, under their URNs */
  readonly rest?: Resource | undefined;
  readonly meta: {
    readonly created: string;
    readonly lastModified: string;
    readonly version: string;
  };
  /** lists of other resources by their attribute: `groups` */
  readonly lists?: Readonly<Record<string, readonly Resource[]>> | undefined;
}

/** An extension that has data, in text, of which all leaves by default. It is cut where it refers to another resource. */
export interface ExtensionText {
  /** its URN, and the attribute that may refer to another resource: `manager` */
  readonly id: string;
  readonly attribute: string;
  /** its JSON up to the object that refers to the other, or all of it */
  readonly before: string;
  /** the `value` of that object, which has nothing else; absent where it refers to none */
  readonly reference?: string;
  readonly after: string;
}

/** Reads for clients that name no attributes: as `read` and `query` of the handler, in another form. */
export interface ResourceTexts<C extends ScimContext> {
  read(ctx: C, id: string): Promise<ResourceText>;
  query(
    ctx: C,
    query: Query,
  ): Promise<Omit<Listing, 'resources'> & { readonly resources: readonly ResourceText[] }>;
}

/**
 * The port a host implements, one per resource type. Resources go in canonical form without `id`
 * and `meta`, and come back complete with `id`, `schemas` and `meta` {resourceType, created,
 * lastModified, version}; the engine adds `meta.location` and every `$ref`, then projects. A
 * handler may leave out attributes that the selection does not want, but never `id`, `schemas` and
 * `meta`. Where an array is very long, the resource of `create`, `read`, `replace` or `patch` may have
 * LongValues in its place. The engine does not change what it is given back. `applyReplacement` and
 * `applyPatch` say what a PUT and a PATCH leave of a resource. Refusals are ScimErrors (404, 409
 * uniqueness, 412, 400 …); any other error is a defect of the host and is answered with 500.
 */
export interface ResourceHandler<C extends ScimContext> {
  readonly type: ResourceType;
  /** absent where the host does not keep resources as text */
  readonly texts?: ResourceTexts<C>;
  create(ctx: C, resource: Resource, selection: Selection): Promise<Resource>;
  read(ctx: C, id: string, selection: Selection): Promise<Resource>;
  query(ctx: C, query: Query): Promise<Listing>;
  replace(
    ctx: C,
    id: string,
    replacement: Replacement,
    options: Precondition & { readonly selection: Selection },
  ): Promise<Resource>;
  patch(
    ctx: C,
    id: string,
    operations: readonly PatchOperation[],
    options: Precondition & { readonly selection: Selection },
  ): Promise<Resource>;
  remove(ctx: C, id: string, precondition: Precondition): Promise<void>;
  /** The names of those of the resources that are there: other resources refer to them. */
  namesOf(ctx: C, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
