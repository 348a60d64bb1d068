import { performance } from 'node:perf_hooks';
import { inParallel } from '../parallel.js';
import { createScimClient, queryOf, type ScimClient } from '../client/client.js';
import type { Answer } from '../client/exchanges.js';
import { problem } from '../client/expectations.js';
import { at } from '../client/json.js';
import { ENDPOINTS, type TypeName } from '../client/messages.js';
import { createAnswerChecks, type AnswerChecks, type WrongAnswer } from './answer-checks.js';
import { equal } from './steps.js';
import { createRandom, makePeople, makeTeams } from './people.js';
import type { SimulationProgress } from './progress.js';
import type { Scenario, Provider, SimulationContext } from './simulation-context.js';

export interface SimulationOptions {
  readonly provider: Provider;
  readonly url: string;
  readonly token: string;
  readonly users: number;
  readonly groups: number;
  readonly concurrency: number;
  readonly seed: number;
  /** leave people and groups behind as a provider in use has them: active, with members */
  readonly keep: boolean;
  /** ends the simulation before its time; what it made is deleted, also with `keep` */
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  readonly aadOptscim: 'both' | 'on' | 'off';
}

export interface SimulationResult {
  readonly requests: number;
  /** how many of them were answered with 429, waited for and asked again */
  readonly throttled: number;
  readonly seconds: number;
  /** milliseconds */
  readonly p50: number;
  readonly p99: number;
  readonly checks: number;
  readonly wrong: readonly WrongAnswer[];
  /** resources that could not be cleaned up, or that --keep left */
  readonly left: number;
  /** ids of the groups among them */
  readonly groups: readonly string[];
  readonly interrupted: boolean;
}

/** The simulation could not begin: nothing was created. */
export class CannotSimulate extends Error {
  override readonly name = 'CannotSimulate';
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

/** The signal of the options has come. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Sends what the provider would send and collects the wrong answers. @throws CannotSimulate */
export async function simulate(
  options: SimulationOptions,
  progress?: SimulationProgress,
): Promise<SimulationResult> {
  const answers = createAnswerChecks();
  const exchanges: Answer[] = [];
  const left = new Map<string, TypeName>();
  const { provider, keep, signal } = options;
  const start = performance.now();
  const scenarios = provider.scenarios(options);
  for (const [index, scenario] of scenarios.entries()) {
    if (signal?.aborted) break;
    const client = createScimClient({
      url: withQuery(options.url, scenario.baseQuery),
      token: options.token,
      clientProfile: provider.clientProfile,
      timeoutMs: options.timeoutMs,
      onExchange: (answer) => {
        exchanges.push(answer);
        checkThrottling(answers, answer);
      },
    });
    if (index === 0) await checkReachable(client, options);
    // the next one provisions the same people
    const keeps = keep && index === scenarios.length - 1;
    const made = await runScenario(options, scenario, { client, answers, progress, keeps });
    for (const [id, type] of made) left.set(id, type);
  }
  progress?.done();
  const seconds = (performance.now() - start) / 1000;
  const times = exchanges.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const { count: checks, wrong } = answers;
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  const throttled = exchanges.filter(({ status }) => status === 429).length;
  const groups = [...left].filter(([, type]) => type === 'Group').map(([id]) => id);
  const interrupted = signal?.aborted === true;
  const figures = { requests: exchanges.length, throttled, seconds, p50, p99, checks, wrong };
  return { ...figures, left: left.size, groups, interrupted };
}

interface ScenarioDeps {
  readonly client: ScimClient;
  readonly answers: AnswerChecks;
  readonly progress: SimulationProgress | undefined;
  readonly keeps: boolean;
}

async function runScenario(
  options: SimulationOptions,
  scenario: Scenario,
  { client, answers, progress, keeps }: ScenarioDeps,
): Promise<ReadonlyMap<string, TypeName>> {
  const made = new Map<string, TypeName>();
  const { signal } = options;
  let isCleaning = false;
  const isStopped = (): boolean => signal?.aborted === true && !isCleaning;
  const context: SimulationContext = {
    client,
    answers,
    people: makePeople(options.users, options.seed),
    teams: makeTeams(options.groups, options.seed),
    random: createRandom(options.seed + 7_919),
    media: options.provider.media,
    keeps,
    async each(phase, items, work) {
      const name = scenario.name === '' ? phase : `${phase}, ${scenario.name}`;
      answers.enter(name);
      progress?.begin(name, items.length);
      type Result = Awaited<ReturnType<typeof work>>;
      const results: Result[] = [];
      await inParallel(items, options.concurrency, async (item, index) => {
        if (isStopped()) return;
        results[index] = await work(item, index);
        progress?.step(answers.wrong.length);
      });
      // those under way have ended: cleaning up races with nobody
      if (isStopped()) throw new Interrupted();
      return results.filter((one): one is NonNullable<Result> => one !== undefined);
    },
    made: (type, id) => made.set(id, type),
    gone: (id) => made.delete(id),
  };
  try {
    await scenario.run(context);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    isCleaning = true;
    if (!keeps || signal?.aborted) await cleanUp(context, made);
  }
  return made;
}

/** Stops before anything is created when the server is away or the names are taken. */
async function checkReachable(client: ScimClient, { seed }: SimulationOptions): Promise<void> {
  const first = makePeople(1, seed)[0]?.userName ?? '';
  const query = queryOf({ filter: equal('userName', first) });
  const answer = await client.send('GET', '/Users', { query });
  if (answer.failure !== undefined) {
    const next = 'start the server, or correct --url';
    throw new CannotSimulate(`${client.baseUrl} gave no answer: ${answer.failure}`, next);
  }
  if (answer.status === 401) {
    const next = 'create a new one with `muster create-token` and give it as --token';
    throw new CannotSimulate(`${client.baseUrl} refuses the token (401)`, next);
  }
  // a SCIM service that exchanges so is worth playing against: it is wrong (E1)
  if (answer.status === 404 && !Array.isArray(at(answer.json, 'schemas'))) {
    const next = 'give the base URL of the connection, as `muster create-token` prints it';
    throw new CannotSimulate(`there is no SCIM service at ${client.baseUrl} (404)`, next);
  }
  const total = at(answer.json, 'totalResults');
  if (typeof total === 'number' && total > 0) {
    const next =
      'take another --seed for other people beside them, or delete those that a run with --keep left';
    throw new CannotSimulate(`the server has ${first} already, whom this --seed makes`, next);
  }
}

/** Not part of the sequence: Okta, for one, never deletes a person (O7). */
async function cleanUp(context: SimulationContext, made: Map<string, TypeName>): Promise<void> {
  const left = [...made].sort(([, a], [, b]) => a.localeCompare(b));
  await context.each('clean up (not the provider)', left, async ([id, type]) => {
    const answer = await context.client.send('DELETE', `${ENDPOINTS[type]}/${id}`);
    if (answer.status === 204 || answer.status === 404) made.delete(id);
    const expected = '204: what the simulation created can be deleted';
    context.answers.checkThat(answer, '93', !made.has(id), expected);
  });
}

function checkThrottling(answers: AnswerChecks, answer: Answer): void {
  if (answer.status !== 429) return;
  const after = answer.headers.get('retry-after');
  const problems = /^\d+$/.test(after ?? '')
    ? []
    : [problem('429 with Retry-After in whole seconds', after ?? 'no Retry-After')];
  answers.check(answer, 'O14', problems);
}

function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
