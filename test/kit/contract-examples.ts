import { operationList, type Operation } from '#api/index.js';
import { newId } from '#kernel/index.js';
import {
  checkedAgainstContract,
  requests,
  type Json,
  type Reply,
  type RequestOptions,
  type TestServer,
} from './server.js';

/** `{name}`, but not the `{{name}}` of a mail's template. */
const PLACEHOLDER = /(?<!\{)\{(\w+)\}(?!\})/g;

export type Placeholders = Readonly<Record<string, string>>;

/** What an operation needs to be called with success: ids for its path, and a member when it is about oneself. */
export interface Call {
  readonly operation: Operation;
  readonly path: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes, on demand, whatever an example of the contract speaks of. `{spaceId}` in a path or an example is a new space, made by the
 * operation whose address is that of a space without its last part; `{unique}` is a word that was never used. What no operation of
 * that address makes, or what must be in a certain state, is said in `makers` and `states` by whoever uses the world.
 */
export class ContractExamples {
  readonly #known = new Map<string, string>();

  constructor(
    readonly server: TestServer,
    /** of the organization in which all is made */
    readonly organizationId: string,
    /** `{name}` → how it is made */
    readonly makers: Readonly<
      Record<string, (world: ContractExamples, around: Placeholders) => Promise<string>>
    >,
    /** operation → a body that is no JSON */
    readonly uploads: Readonly<
      Record<string, { body: string | Uint8Array; mediaType: string }>
    > = {},
  ) {}

  /** Keeps an id for further uses in this world; otherwise each use makes another. */
  remember(name: string, id: string): void {
    this.#known.set(name, id);
  }

  /** Made at the first use and the same from then on. */
  async once(name: string, make: () => Promise<string>): Promise<string> {
    const id = this.#known.get(name) ?? (await make());
    this.remember(name, id);
    return id;
  }

  /** `around` is what the call has already: a credential is made in the connection that stands before it. */
  async make(name: string, placeholders: Placeholders = {}): Promise<string> {
    if (name === 'organizationId') return this.organizationId;
    if (name === 'unique') return newId().replaceAll('-', '').slice(12);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const maker = this.makers[name];
    if (maker) return maker(this, placeholders);
    const creator = creatorOf(name);
    if (!creator) throw new Error(`Nothing makes {${name}}: add it to the makers of this test.`);
    const reply = await this.perform(await this.callOf(creator, placeholders));
    if (reply.status !== 201) {
      throw new Error(`${creator.operationId} for {${name}} gave ${reply.status}: ${reply.text}`);
    }
    return String(reply.body['id']);
  }

  /** A success of REST with the operator's key. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Json> {
    const reply = await this.server.rest(method, path, options);
    if (reply.status >= 300)
      throw new Error(`${method} ${path} gave ${reply.status}: ${reply.text}`);
    return reply.body;
  }

  /** The same below the organization. */
  inOrganization(method: string, path: string, options: RequestOptions = {}): Promise<Json> {
    return this.request(method, `/organizations/${this.organizationId}${path}`, options);
  }

  /** The operation with its example, every placeholder filled. `given` comes before what the world would make. */
  async callOf(operation: Operation, given: Placeholders = {}): Promise<Call> {
    const made = new Map(Object.entries(given));
    const fill = async (text: string): Promise<string> => {
      let filled = text;
      for (const [placeholder, name = ''] of text.matchAll(PLACEHOLDER)) {
        // {unique} is another one each time; everything else is the same thing within one call
        const value = made.get(name) ?? (await this.make(name, Object.fromEntries(made)));
        if (name !== 'unique') made.set(name, value);
        filled = filled.replace(placeholder, () => value);
      }
      return filled;
    };
    const { path, example, scope } = operation;
    const filled = await fill(path);
    const query = example?.query && ((await filledIn(example.query, fill)) as Placeholders);
    const body = example?.body && (await filledIn(example.body, fill));
    const upload = this.uploads[operation.operationId];
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const acting = scope === 'self' ? await fill('{actingMemberId}') : undefined;
    const person = scope === 'person' ? await this.make('personHeaders') : '{}';
    return {
      operation,
      path: filled + search,
      ...(body !== undefined && { body }),
      ...(upload && { body: upload.body }),
      headers: {
        ...(JSON.parse(person) as Readonly<Record<string, string>>),
        ...(acting !== undefined && { 'muster-acting-member': acting }),
        ...(upload && { 'content-type': upload.mediaType }),
      },
    };
  }

  /** With the operator's key, or with none where none is needed or a session is. */
  perform({ operation: { method, scope }, path, body, headers }: Call): Promise<Reply> {
    const options = { headers, ...(body !== undefined && { body }) };
    if (scope !== 'public' && scope !== 'person') return this.server.rest(method, path, options);
    return checkedAgainstContract(requests(`${this.server.url}/api/v1`))(method, path, options);
  }
}

/** The operation that makes what `{name}` names: POST to the address before it. */
export function creatorOf(name: string): Operation | undefined {
  const addresses = operationList.flatMap(({ path }) => {
    const at = path.indexOf(`/{${name}}`);
    return at < 0 ? [] : [path.slice(0, at)];
  });
  return operationList.find(
    ({ method, path, answer }) =>
      method === 'POST' && answer.status === 201 && addresses.includes(path),
  );
}

async function filledIn(value: unknown, fill: (text: string) => Promise<string>): Promise<unknown> {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) {
    const filled: unknown[] = [];
    for (const one of value) filled.push(await filledIn(one, fill));
    return filled;
  }
  if (typeof value !== 'object' || value === null) return value;
  const filled: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value))
    filled[await fill(key)] = await filledIn(one, fill);
  return filled;
}
