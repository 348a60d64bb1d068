import type { Access } from './access.js';
import { queryOf, type SendOptions, type ScimClient } from '../client/client.js';
import { createSchemaDictionary, type SchemaDictionary } from '../client/dictionaries.js';
import { describeAnswer, describeRequest, type Answer } from '../client/exchanges.js';
import {
  creationProblems,
  errorProblems,
  listProblems,
  problem,
  statusProblems,
  type Problem,
} from '../client/expectations.js';
import { at, listAt, textAt } from '../client/json.js';
import {
  CORE_URNS,
  ENDPOINTS,
  ENTERPRISE_URN,
  patchBody,
  USER_URN,
  type Operation,
  type TypeName,
} from '../client/messages.js';
import { inParallel } from '../parallel.js';

/** The server did not do what the check expects. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
  constructor(
    readonly expected: string,
    readonly came: string,
    readonly sent: string,
  ) {
    super(expected);
  }
}

/** Cannot be looked at here: the server does not offer it, or it needs more than one token. */
export class NotCheckable extends Error {
  override readonly name = 'NotCheckable';
}

/** A resource of this run, as the server answered when it was created. */
export interface Created {
  readonly id: string;
  readonly path: string;
  readonly answer: Answer;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ConformanceRun {
  readonly client: ScimClient;
  readonly access: Access;
  /** in every userName and displayName of this run: `doctor-1a2b` */
  readonly tag: string;
  /** what was created and not deleted again: id → path */
  readonly created: Map<string, string>;
  /** a name that is not in use */
  name(hint?: string): string;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  /** Creates a disposable user; whatever goes wrong fails the check. */
  user(more?: Readonly<Record<string, unknown>>): Promise<Created>;
  group(more?: Readonly<Record<string, unknown>>): Promise<Created>;
  /** PATCH that must succeed; answers the resource as a GET shows it afterwards. */
  patched(of: Created, ...operations: readonly Operation[]): Promise<unknown>;
  patch(of: Created, ...operations: readonly Operation[]): Promise<Answer>;
  /** GET that must succeed, as JSON. */
  get(
    of: Pick<Created, 'path'>,
    query?: Readonly<Record<string, string | number>>,
  ): Promise<unknown>;
  /** GET of a list that must be well-formed. */
  list(type: TypeName, parameters: Readonly<Record<string, string | number>>): Promise<Answer>;
  /** Ids of the users of this run that the filter finds: it is put before `and userName sw "{tag}"`. */
  idsMatching(filter: string): Promise<readonly string[]>;
  /** three people who are only read: made once */
  threeUsers(): Promise<ThreeUsers>;
  /** fifty people, made once, whose userNames begin with `{tag}-crowd`: a check may change them, but not delete them */
  crowd(): Promise<readonly Created[]>;
  config(): Promise<unknown>;
  dictionary(): Promise<SchemaDictionary>;
  /** The status must be one of those and the body well-formed. */
  expectStatus(answer: Answer, ...statuses: readonly number[]): void;
  /** Must be a SCIM Error of one of those statuses (and of one of those types, where it is a 400). */
  expectError(answer: Answer, statuses: readonly number[], scimTypes?: readonly string[]): void;
  expectThat(answer: Answer, holds: boolean, expected: string): void;
  expectNone(answer: Answer, problems: readonly Problem[]): void;
}

export interface ThreeUsers {
  /** has everything; active */
  readonly first: Created;
  /** has little; not active; the first one's report */
  readonly second: Created;
  /** has a title with quotes and other trouble */
  readonly third: Created;
}

/** The part of a run that keeps nothing. */
type Expectations = Pick<
  ConformanceRun,
  'expectNone' | 'expectStatus' | 'expectError' | 'expectThat'
>;

const expectations: Expectations = {
  expectNone(answer, problems) {
    const [first] = problems;
    if (!first) return;
    throw new CheckFailed(
      first.expected,
      `${first.came}; ${describeAnswer(answer)}`,
      describeRequest(answer),
    );
  },
  expectStatus: (answer, ...statuses) =>
    expectations.expectNone(
      answer,
      statusProblems(answer, statuses.length === 0 ? [200] : statuses),
    ),
  expectError: (answer, statuses, types = []) =>
    expectations.expectNone(
      answer,
      errorProblems(answer, statuses, answer.status === 400 ? types : []),
    ),
  expectThat: (answer, holds, expected) =>
    expectations.expectNone(answer, holds ? [] : [problem(expected, 'not so')]),
};

export function createConformanceRun(
  setup: Pick<ConformanceRun, 'client' | 'tag' | 'access'>,
): ConformanceRun {
  const { client, tag } = setup;
  const created = new Map<string, string>();
  let count = 0;
  const name = (hint = 'user'): string => `${tag}-${hint}-${(count += 1)}`;
  const send: ConformanceRun['send'] = async (method, path, options) => {
    const answer = await client.send(method, path, options);
    const id = textAt(answer.json, 'id');
    if (method === 'POST' && answer.status === 201 && id !== '')
      created.set(id, `${path}/${encodeURIComponent(id)}`);
    return answer;
  };
  const make = async (type: TypeName, body: Created['body']): Promise<Created> => {
    const answer = await send('POST', ENDPOINTS[type], { body });
    const id = textAt(answer.json, 'id');
    const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
    expectations.expectNone(answer, creationProblems(answer, type));
    return { id, path, answer, body };
  };
  const run: ConformanceRun = {
    ...expectations,
    ...setup,
    created,
    name,
    send,
    user: (more = {}) => make('User', { schemas: [USER_URN], userName: name(), ...more }),
    group: (more = {}) =>
      make('Group', { schemas: [CORE_URNS.Group], displayName: name('group'), ...more }),
    patch: (of, ...operations) => client.send('PATCH', of.path, { body: patchBody(...operations) }),
    async patched(of, ...operations) {
      const answer = await run.patch(of, ...operations);
      expectations.expectNone(answer, statusProblems(answer, [200, 204]));
      return run.get(of);
    },
    async get(of, query) {
      const answer = await client.send('GET', of.path, query ? { query: queryOf(query) } : {});
      expectations.expectNone(answer, statusProblems(answer, [200]));
      return answer.json;
    },
    async list(type, parameters) {
      const answer = await client.send('GET', ENDPOINTS[type], { query: queryOf(parameters) });
      expectations.expectNone(answer, listProblems(answer));
      return answer;
    },
    async idsMatching(filter) {
      const whole = `(${filter}) and userName sw ${JSON.stringify(tag)}`;
      const { json } = await run.list('User', { filter: whole, count: 200 });
      return listAt(json, 'Resources').map((row) => textAt(row, 'id'));
    },
    threeUsers: once(() => createThreeUsers(run)),
    crowd: once(() => createCrowd(run)),
    config: once(() => run.get({ path: '/ServiceProviderConfig' })),
    dictionary: once(() => readDictionary(run)),
  };
  return run;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function readDictionary(run: ConformanceRun): Promise<SchemaDictionary> {
  const schemas = await run.get({ path: '/Schemas' });
  return createSchemaDictionary(listAt(schemas, 'Resources'));
}

async function createCrowd(run: ConformanceRun): Promise<readonly Created[]> {
  const made: Created[] = [];
  await inParallel(Array.from({ length: 50 }), 8, async () => {
    made.push(await run.user({ userName: run.name('crowd') }));
  });
  return made;
}

async function createThreeUsers(run: ConformanceRun): Promise<ThreeUsers> {
  const first = await run.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    userName: run.name('First'),
    externalId: `Ext-${run.tag}`,
    name: { givenName: 'Ana', familyName: 'Zed', formatted: 'Ana Zed' },
    displayName: 'Alpha',
    title: 'Engineer',
    active: true,
    emails: [
      { type: 'work', value: `first+1@${run.tag}.example.com`, primary: true },
      { type: 'home', value: 'first@home.example.com' },
    ],
    [ENTERPRISE_URN]: { employeeNumber: '1', department: 'Research' },
  });
  const second = await run.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    userName: run.name('second'),
    displayName: 'beta',
    active: false,
    name: { givenName: 'Bo', familyName: 'Alt' },
    emails: [
      { type: 'home', value: `second@${run.tag}.example.com` },
      { type: 'work', value: 'second@work.example.com' },
    ],
    [ENTERPRISE_URN]: { manager: { value: first.id } },
  });
  const third = await run.user({
    userName: run.name('third'),
    displayName: 'Gamma',
    active: true,
    title: `R&D "lead" \\ #1 + é ${run.tag}`,
  });
  return { first, second, third };
}

/** The feature of the ServiceProviderConfig, or NotCheckable. */
export async function offered(run: ConformanceRun, feature: string): Promise<unknown> {
  const config = await run.config();
  const found = at(config, feature);
  if (at(found, 'supported') === true) return found;
  throw new NotCheckable(`ServiceProviderConfig says that ${feature} is not supported`);
}
