import { ScimError } from '../src/error.js';
import { entityTag, meetsPrecondition } from '../src/etag.js';
import { evaluate } from '../src/filter/evaluate.js';
import { leafOf } from '../src/filter/resolved.js';
import { applyPatch } from '../src/patch/apply.js';
import { applyReplacement, type Replacement } from '../src/replacement.js';
import type {
  Precondition,
  Query,
  ResourceHandler,
  ScimContext,
  Sort,
} from '../src/resource-handler.js';
import { subAttribute, type Resource, type ResourceType } from '../src/schema/definition.js';

/** What a test wants to know of the calls that reached the host. */
export interface Spy {
  readonly queries: Query[];
  readonly selections: unknown[];
}

/**
 * A host over a Map, for tests of the engine only. It freezes what it hands out: the engine must
 * not change it.
 */
export class MemoryHandler implements ResourceHandler<ScimContext> {
  readonly spy: Spy = { queries: [], selections: [] };
  readonly resources = new Map<string, Resource>();
  #next = 1;
  #ticks = 0;

  constructor(
    readonly type: ResourceType,
    /** the attribute that is unique in any letter case */
    readonly unique: string,
  ) {}

  async create(_ctx: ScimContext, resource: Resource): Promise<Resource> {
    this.#refuseTwin(resource, undefined);
    const id = `${this.type.definition.name.toLowerCase()}-${this.#next++}`;
    const now = this.#now();
    return this.#write(id, resource, 1, now, now);
  }

  async read(_ctx: ScimContext, id: string, selection: unknown): Promise<Resource> {
    this.spy.selections.push(selection);
    return this.#find(id);
  }

  async query(_ctx: ScimContext, query: Query): Promise<{ resources: Resource[]; total: number }> {
    this.spy.queries.push(query);
    const { filter, sort, startIndex, count } = query;
    const all = [...this.resources.values()].filter((one) => !filter || evaluate(filter, one));
    if (sort) all.sort((left, right) => compare(valueOf(left, sort), valueOf(right, sort), sort));
    return { resources: all.slice(startIndex - 1, startIndex - 1 + count), total: all.length };
  }

  async replace(
    ctx: ScimContext,
    id: string,
    replacement: Replacement,
    options: Precondition,
  ): Promise<Resource> {
    const before = this.#current(id, options);
    const resource = applyReplacement(this.type, before, replacement, ctx);
    this.#refuseTwin(resource, id);
    return this.#reread(before, resource);
  }

  async patch(
    ctx: ScimContext,
    id: string,
    operations: Parameters<typeof applyPatch>[2],
    options: Precondition & { readonly selection: unknown },
  ): Promise<Resource> {
    this.spy.selections.push(options.selection);
    const before = this.#current(id, options);
    const after = applyPatch(this.type, before, operations, ctx).resource;
    this.#refuseTwin(after, id);
    return this.#reread(before, after);
  }

  async remove(_ctx: ScimContext, id: string, precondition: Precondition): Promise<void> {
    this.#current(id, precondition);
    this.resources.delete(id);
  }

  async namesOf(_ctx: ScimContext, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = ids.filter((id) => this.resources.has(id));
    return new Map(known.map((id) => [id, String(this.#find(id)[this.unique])]));
  }

  #find(id: string): Resource {
    const found = this.resources.get(id);
    if (found) return found;
    throw new ScimError(404, `There is no ${this.type.definition.name} ${id}.`);
  }

  #current(id: string, precondition: Precondition): Resource {
    const found = this.#find(id);
    if (!meetsPrecondition(precondition, String(metaOf(found)['version'])))
      throw new ScimError(412, 'The resource has changed since; read it again.');
    return found;
  }

  #refuseTwin(resource: Resource, id: string | undefined): void {
    const wanted = String(resource[this.unique]).toLowerCase();
    for (const other of this.resources.values())
      if (other['id'] !== id && String(other[this.unique]).toLowerCase() === wanted)
        throw new ScimError(409, `${this.unique} is taken.`, 'uniqueness');
  }

  #reread(before: Resource, after: Resource): Resource {
    const { id, meta: _meta, ...old } = before;
    const { id: _id, meta: _newMeta, ...wanted } = after;
    if (JSON.stringify(old) === JSON.stringify(wanted)) return before;
    const { version, created } = metaOf(before);
    const number = Number(/\d+/.exec(String(version))?.[0]) + 1;
    return this.#write(String(id), wanted, number, String(created), this.#now());
  }

  #write(
    id: string,
    resource: Resource,
    version: number,
    created: string,
    lastModified: string,
  ): Resource {
    const resourceType = this.type.definition.name;
    const meta = { resourceType, created, lastModified, version: entityTag(version) };
    const kept = frozen({ ...resource, id, meta });
    this.resources.set(id, kept);
    return kept;
  }

  #now(): string {
    return new Date(Date.UTC(2026, 0, 1) + 1000 * this.#ticks++).toISOString();
  }
}

function metaOf(resource: Resource): Record<string, unknown> {
  return resource['meta'] as Record<string, unknown>;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function valueOf(resource: Resource, { at }: Sort): unknown {
  const root = at.schema ? (resource[at.schema.id] as Resource | undefined) : resource;
  let value = root?.[at.attribute.name];
  if (Array.isArray(value)) {
    const list = value as Resource[];
    value = subAttribute(at.attribute, 'primary')
      ? (list.find((one) => one['primary'] === true) ?? list[0])
      : list[0];
  }
  const found = at.sub ? (value as Resource | undefined)?.[at.sub.name] : value;
  return typeof found === 'string' && !leafOf(at).caseExact ? found.toLowerCase() : found;
}

/** Missing values come last in ascending order. */
function compare(left: unknown, right: unknown, { descending }: Sort): number {
  const way = descending ? -1 : 1;
  if (left === undefined || right === undefined)
    return way * (Number(left === undefined) - Number(right === undefined));
  return way * (String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0);
}
