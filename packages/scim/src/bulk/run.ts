import { ScimError, errorBody } from '../error.js';
import type { ScimResponse } from '../exchange.js';
import { bodyText } from '../responses.js';
import { planSteps, type PlannedOperation, type Step } from './plan.js';
import { postpone, resolveReferences, visitReferences, type Addition } from './references.js';
import { BULK_RESPONSE_URN, type BulkOperation, type BulkRequest } from './requests.js';

/** One request of a job, on its way through the same procession as a single request. */
export interface BulkCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly ifMatch?: string;
}

/** One step of a job. */
export interface BulkStep {
  /** as the client sent it; the addition that closes a circle as if the client had sent it */
  readonly operation: BulkOperation;
  /** @throws ScimError when the operation is wrong by itself or refers to what does not exist */
  readonly call: () => BulkCall;
}

interface Result {
  method: string;
  bulkId?: string;
  version?: string;
  location?: string;
  /** a string (RFC 7644 section 3.7.3, erratum 6893) */
  status: string;
  response?: unknown;
}

export interface BulkResponse {
  readonly schemas: readonly [typeof BULK_RESPONSE_URN];
  readonly Operations: readonly Result[];
}

const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * Performs a bulk job (RFC 7644 section 3.7): each operation through `perform`, in the planned
 * order, results in the order of the request. When `failOnErrors` is reached the rest is not begun
 * and not reported.
 */
export async function runBulk(
  request: BulkRequest,
  baseUrl: string,
  perform: (step: BulkStep) => Promise<ScimResponse>,
): Promise<BulkResponse> {
  const job = new Job(request.operations, baseUrl, perform);
  const steps = planSteps(job.prepared);
  let done = 0;
  for (; done < steps.length && job.errors < request.failOnErrors; done++) {
    const step = steps[done];
    if (step) await job.take(step);
  }
  for (const step of steps.slice(done)) if (step.kind === 'complete') await job.giveUp(step.index);
  return {
    schemas: [BULK_RESPONSE_URN],
    Operations: job.results.filter((result) => result !== undefined),
  };
}

/** What a bulkId stands for, once its POST ran; `undefined` when that failed. */
type Created = { readonly id: string; readonly location: string } | undefined;

class Job {
  readonly prepared: readonly (PlannedOperation & { readonly refusal?: ScimError })[];
  readonly results: (Result | undefined)[];
  errors = 0;
  readonly #created = new Map<string, Created>();
  readonly #later = new Map<number, readonly Addition[]>();

  constructor(
    readonly operations: readonly BulkOperation[],
    readonly baseUrl: string,
    readonly perform: (step: BulkStep) => Promise<ScimResponse>,
  ) {
    this.prepared = operations.map(prepare);
    this.results = operations.map(() => undefined);
  }

  async take({ kind, index, without }: Step): Promise<void> {
    const operation = this.operations[index];
    if (!operation) return;
    if (kind === 'complete') return this.#complete(index, without);
    const call = (): BulkCall => this.#call(index, operation, without);
    this.#record(index, operation, await this.perform({ operation, call }));
  }

  #call(index: number, operation: BulkOperation, without: ReadonlySet<string>): BulkCall {
    const { method, version } = operation;
    const refusal = this.prepared[index]?.refusal;
    if (refusal) throw refusal;
    let data = operation.data;
    if (without.size > 0) {
      const { now, later } = postpone(data, without);
      data = now;
      this.#later.set(index, later);
    }
    const body = this.#resolve(index, data);
    return {
      method,
      path: this.#path(operation),
      body,
      ...(version !== undefined && { ifMatch: version }),
    };
  }

  /**
   * Adds the references that closed a circle. What was created stays, with its location, if that
   * fails.
   */
  async #complete(index: number, without: ReadonlySet<string>): Promise<void> {
    const result = this.results[index];
    if (!result || !this.#created.get(this.operations[index]?.bulkId ?? '')) return;
    const response = await this.#add(index, () => {
      for (const bulkId of without) this.#idOf(bulkId);
      return resolveReferences(this.#later.get(index), this.#idOf);
    });
    if (response.status >= 400) this.#fail(index, partlyDone(response.status, detailOf(response)));
    else if (response.headers['etag'] !== undefined) result.version = response.headers['etag'];
  }

  /** The job ended before the reference could be added. */
  async giveUp(index: number): Promise<void> {
    if (!this.results[index]?.status.startsWith('2')) return;
    const refusal = new ScimError(409, 'The job ended before (failOnErrors).');
    await this.#add(index, () => {
      throw refusal;
    });
    this.#fail(index, partlyDone(refusal.status, refusal.detail));
  }

  #add(index: number, additions: () => unknown): Promise<ScimResponse> {
    const { location = '' } = this.#created.get(this.operations[index]?.bulkId ?? '') ?? {};
    const path = location.slice(this.baseUrl.length);
    const bodyOf = (Operations: unknown): unknown => ({ schemas: [PATCH_URN], Operations });
    return this.perform({
      operation: { method: 'PATCH', path, data: bodyOf(this.#later.get(index)) },
      call: () => ({ method: 'PATCH', path, body: bodyOf(additions()) }),
    });
  }

  #record(index: number, { method, bulkId, path }: BulkOperation, response: ScimResponse): void {
    const { etag, location } = response.headers;
    const failed = response.status >= 400;
    const where = method === 'POST' ? location : this.baseUrl + this.#resolvedPath(path);
    if (method === 'POST' && bulkId !== undefined)
      this.#created.set(bulkId, failed || !location ? undefined : createdAt(location));
    if (failed) this.errors++;
    this.results[index] = {
      ...(where !== undefined && { location: where }),
      method,
      ...(bulkId !== undefined && { bulkId }),
      ...(etag !== undefined && { version: etag }),
      status: String(response.status),
      ...(failed &&
        response.body !== undefined && {
          response: JSON.parse(bodyText(response.body)) as unknown,
        }),
    };
  }

  #fail(index: number, error: ScimError): void {
    const { method = '', bulkId, path = '' } = this.operations[index] ?? {};
    const created = bulkId === undefined ? undefined : this.#created.get(bulkId);
    if (bulkId !== undefined && method === 'POST' && !created) this.#created.set(bulkId, undefined);
    const location =
      method === 'POST' ? created?.location : this.baseUrl + this.#resolvedPath(path);
    this.errors++;
    this.results[index] = {
      ...(location !== undefined && { location }),
      method,
      ...(bulkId !== undefined && { bulkId }),
      status: String(error.status),
      response: errorBody(error),
    };
  }

  #resolve(index: number, data: unknown): unknown {
    return this.prepared[index]?.needs.size === 0 ? data : resolveReferences(data, this.#idOf);
  }

  #path({ path }: BulkOperation): string {
    const bulkId = bulkIdInPath(path);
    return bulkId === undefined ? path : withId(path, this.#idOf(bulkId));
  }

  /** As `#path`, for reporting: what cannot be resolved stays as it was asked for. */
  #resolvedPath(path: string): string {
    const created = this.#created.get(bulkIdInPath(path) ?? '');
    return created ? withId(path, created.id) : path;
  }

  readonly #idOf = (bulkId: string): string => {
    const created = this.#created.get(bulkId);
    if (created) return created.id;
    const why = this.#created.has(bulkId)
      ? 'whose creation failed'
      : 'which no POST of this job creates';
    throw new ScimError(
      409,
      `The operation refers to bulkId:${bulkId}, ${why}. Correct that and send it again.`,
      'invalidValue',
    );
  };
}

function prepare(operation: BulkOperation): PlannedOperation & { readonly refusal?: ScimError } {
  const { method, bulkId, path, data } = operation;
  const creates = method === 'POST' && bulkId !== undefined ? { creates: bulkId } : {};
  const needs = new Set<string>();
  if (operation.refusal) return { ...creates, needs, refusal: operation.refusal };
  const inPath = bulkIdInPath(path);
  if (inPath !== undefined) needs.add(inPath);
  try {
    visitReferences(data, (found) => needs.add(found));
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { ...creates, needs: new Set(), refusal: error };
  }
  return { ...creates, needs };
}

const PREFIX = 'bulkId:';

/** `/Users/bulkId:x`, percent-encoded or not. */
function bulkIdInPath(path: string): string | undefined {
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    const id = decodeURIComponent(last);
    return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;
  } catch {
    return undefined;
  }
}

function withId(path: string, id: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + encodeURIComponent(id);
}

function createdAt(location: string): Created {
  return { id: decodeURIComponent(location.slice(location.lastIndexOf('/') + 1)), location };
}

function partlyDone(status: number, why: string): ScimError {
  return new ScimError(
    status,
    `The resource was created, but its reference to another one could not be added: ${why}`,
    'invalidValue',
  );
}

function detailOf(response: ScimResponse): string {
  const body: unknown = JSON.parse(bodyText(response.body ?? '{}'));
  return typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '';
}
