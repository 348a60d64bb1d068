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

/** The server did something else. */
export class Failed extends Error {
  override readonly name = 'Failed';
  constructor(
    readonly expected: string,
    readonly came: string,
    readonly sent: string,
  ) {
    super(expected);
  }
}

/** Cannot be looked at here: the server does not offer it, or it needs more than one token. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen';
}

/** A resource of ours, as the server answered when it was created. */
export interface Made {
  readonly id: string;
  readonly path: string;
  readonly answer: Answer;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Lab {
  readonly client: ScimClient;
  /** in every userName and displayName of ours: `doctor-1a2b` */
  readonly tag: string;
  /** what was created and not deleted again: id → path */
  readonly made: Map<string, string>;
  /** a name that nobody has */
  name(hint?: string): string;
  send(method: string, path: string, ask?: SendOptions): Promise<Answer>;
  /** Creates a disposable user; whatever goes wrong fails the check. */
  user(more?: Readonly<Record<string, unknown>>): Promise<Made>;
  group(more?: Readonly<Record<string, unknown>>): Promise<Made>;
  /** PATCH that must succeed; answers the resource as a GET shows it afterwards. */
  patched(of: Made, ...operations: readonly Operation[]): Promise<unknown>;
  patch(of: Made, ...operations: readonly Operation[]): Promise<Answer>;
  /** GET that must succeed, as JSON. */
  get(of: Pick<Made, 'path'>, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  /** GET of a list that must be well-formed. */
  list(type: TypeName, parameters: Readonly<Record<string, string | number>>): Promise<Answer>;
  /** Whom of ours the filter finds: it is put before `and userName sw "{tag}"`. */
  found(filter: string): Promise<readonly string[]>;
  /** three people who are only read: made once */
  trio(): Promise<Trio>;
  config(): Promise<unknown>;
  dictionary(): Promise<SchemaDictionary>;
  /** The status must be one of those and the body well-formed. */
  ok(answer: Answer, ...statuses: readonly number[]): void;
  /** Must be a SCIM Error of one of those statuses (and of one of those types, where it is a 400). */
  refused(answer: Answer, statuses: readonly number[], scimTypes?: readonly string[]): void;
  that(answer: Answer, holds: boolean, expected: string): void;
  none(answer: Answer, problems: readonly Problem[]): void;
}

export interface Trio {
  /** has everything; active */
  readonly first: Made;
  /** has little; not active; the first one's report */
  readonly second: Made;
  /** has a title with quotes and other trouble */
  readonly third: Made;
}

/** What a lab does without remembering anything. */
type Judging = Pick<Lab, 'none' | 'ok' | 'refused' | 'that'>;

const judging: Judging = {
  none(answer, problems) {
    const [first] = problems;
    if (!first) return;
    throw new Failed(
      first.expected,
      `${first.came}; ${describeAnswer(answer)}`,
      describeRequest(answer),
    );
  },
  ok: (answer, ...statuses) =>
    judging.none(answer, statusProblems(answer, statuses.length === 0 ? [200] : statuses)),
  refused: (answer, statuses, types = []) =>
    judging.none(answer, errorProblems(answer, statuses, answer.status === 400 ? types : [])),
  that: (answer, holds, expected) =>
    judging.none(answer, holds ? [] : [problem(expected, 'not so')]),
};

export function createLab(client: ScimClient, tag: string): Lab {
  const made = new Map<string, string>();
  let count = 0;
  let trio: Promise<Trio> | undefined;
  let dictionary: Promise<SchemaDictionary> | undefined;
  let config: Promise<unknown> | undefined;
  const name = (hint = 'user'): string => `${tag}-${hint}-${(count += 1)}`;
  const { none } = judging;
  const send: Lab['send'] = async (method, path, ask) => {
    const answer = await client.send(method, path, ask);
    const id = textAt(answer.json, 'id');
    if (method === 'POST' && answer.status === 201 && id !== '')
      made.set(id, `${path}/${encodeURIComponent(id)}`);
    return answer;
  };
  const make = async (type: TypeName, body: Made['body']): Promise<Made> => {
    const answer = await send('POST', ENDPOINTS[type], { body });
    const id = textAt(answer.json, 'id');
    const path = `${ENDPOINTS[type]}/${encodeURIComponent(id)}`;
    none(answer, creationProblems(answer, type));
    return { id, path, answer, body };
  };
  const lab: Lab = {
    ...judging,
    client,
    tag,
    made,
    name,
    send,
    user: (more = {}) => make('User', { schemas: [USER_URN], userName: name(), ...more }),
    group: (more = {}) =>
      make('Group', { schemas: [CORE_URNS.Group], displayName: name('group'), ...more }),
    patch: (of, ...operations) => client.send('PATCH', of.path, { body: patchBody(...operations) }),
    async patched(of, ...operations) {
      const answer = await lab.patch(of, ...operations);
      none(answer, statusProblems(answer, [200, 204]));
      return lab.get(of);
    },
    async get(of, query) {
      const answer = await client.send('GET', of.path, query ? { query: queryOf(query) } : {});
      none(answer, statusProblems(answer, [200]));
      return answer.json;
    },
    async list(type, parameters) {
      const answer = await client.send('GET', ENDPOINTS[type], { query: queryOf(parameters) });
      none(answer, listProblems(answer));
      return answer;
    },
    async found(filter) {
      const whole = `(${filter}) and userName sw ${JSON.stringify(tag)}`;
      const { json } = await lab.list('User', { filter: whole, count: 200 });
      return listAt(json, 'Resources').map((row) => textAt(row, 'id'));
    },
    trio: () => (trio ??= makeTrio(lab)),
    config: () => (config ??= lab.get({ path: '/ServiceProviderConfig' })),
    dictionary: () => (dictionary ??= readDictionary(lab)),
  };
  return lab;
}

async function readDictionary(lab: Lab): Promise<SchemaDictionary> {
  const schemas = await lab.get({ path: '/Schemas' });
  return createSchemaDictionary(listAt(schemas, 'Resources'));
}

async function makeTrio(lab: Lab): Promise<Trio> {
  const first = await lab.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    userName: lab.name('First'),
    externalId: `Ext-${lab.tag}`,
    name: { givenName: 'Ana', familyName: 'Zed', formatted: 'Ana Zed' },
    displayName: 'Alpha',
    title: 'Engineer',
    active: true,
    emails: [
      { type: 'work', value: `first+1@${lab.tag}.example.com`, primary: true },
      { type: 'home', value: 'first@home.example.com' },
    ],
    [ENTERPRISE_URN]: { employeeNumber: '1', department: 'Research' },
  });
  const second = await lab.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    userName: lab.name('second'),
    displayName: 'beta',
    active: false,
    name: { givenName: 'Bo', familyName: 'Alt' },
    emails: [
      { type: 'home', value: `second@${lab.tag}.example.com` },
      { type: 'work', value: 'second@work.example.com' },
    ],
    [ENTERPRISE_URN]: { manager: { value: first.id } },
  });
  const third = await lab.user({
    userName: lab.name('third'),
    displayName: 'Gamma',
    active: true,
    title: `R&D "lead" \\ #1 + é ${lab.tag}`,
  });
  return { first, second, third };
}

/** The feature of the ServiceProviderConfig, or NotSeen. */
export async function offered(lab: Lab, feature: string): Promise<unknown> {
  const config = await lab.config();
  const found = at(config, feature);
  if (at(found, 'supported') === true) return found;
  throw new NotSeen(`ServiceProviderConfig says that ${feature} is not supported`);
}
