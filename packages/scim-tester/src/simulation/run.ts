import { performance } from 'node:perf_hooks';
import { createScimClient, queryOf, type ScimClient } from '../client/client.js';
import type { Answer } from '../client/exchanges.js';
import { problem } from '../client/expectations.js';
import { at } from '../client/json.js';
import { ENDPOINTS, type TypeName } from '../client/messages.js';
import { createJudge, type Judge, type WrongAnswer } from './judges.js';
import { equal } from './moves.js';
import { createRandom, makePeople, makeTeams } from './people.js';
import type { SimulationProgress } from './progress.js';
import { inParallel, type Play, type Provider, type Stage } from './stages.js';

export interface SimulationOptions {
  readonly provider: Provider;
  readonly url: string;
  readonly token: string;
  readonly users: number;
  readonly groups: number;
  readonly concurrency: number;
  readonly seed: number;
  /** leave behind what the provider itself would not delete */
  readonly keep: boolean;
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
}

/** The simulation could not begin: nothing was created. */
export class CannotPlay extends Error {
  override readonly name = 'CannotPlay';
  constructor(
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

/** Plays the provider's sequence and says what was answered wrongly. @throws CannotPlay */
export async function simulate(
  options: SimulationOptions,
  progress?: SimulationProgress,
): Promise<SimulationResult> {
  const judge = createJudge();
  const answers: Answer[] = [];
  let left = 0;
  const start = performance.now();
  for (const [index, play] of options.provider.plays(options).entries()) {
    const client = createScimClient({
      url: withQuery(options.url, play.baseQuery),
      token: options.token,
      clientProfile: options.provider.manners,
      timeoutMs: options.timeoutMs,
      onExchange: (answer) => {
        answers.push(answer);
        judgeThrottling(judge, answer);
      },
    });
    if (index === 0) await begin(client, options);
    left += await perform(options, play, { client, judge, progress });
  }
  progress?.done();
  const seconds = (performance.now() - start) / 1000;
  const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const { checks, wrong } = judge;
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  const throttled = answers.filter(({ status }) => status === 429).length;
  return { requests: answers.length, throttled, seconds, p50, p99, checks, wrong, left };
}

interface Setting {
  readonly client: ScimClient;
  readonly judge: Judge;
  readonly progress: SimulationProgress | undefined;
}

async function perform(
  options: SimulationOptions,
  play: Play,
  { client, judge, progress }: Setting,
): Promise<number> {
  const made = new Map<string, TypeName>();
  const stage: Stage = {
    client,
    judge,
    people: makePeople(options.users, options.seed),
    teams: makeTeams(options.groups, options.seed),
    random: createRandom(options.seed + 7_919),
    media: options.provider.media,
    async each(phase, items, work) {
      const name = play.name === '' ? phase : `${phase}, ${play.name}`;
      judge.enter(name);
      progress?.begin(name, items.length);
      type Result = Awaited<ReturnType<typeof work>>;
      const results: Result[] = [];
      await inParallel(items, options.concurrency, async (item, index) => {
        results[index] = await work(item, index);
        progress?.step(judge.wrong.length);
      });
      return results.filter((one): one is NonNullable<Result> => one !== undefined);
    },
    made: (type, id) => made.set(id, type),
    gone: (id) => made.delete(id),
  };
  try {
    await play.run(stage);
  } finally {
    if (!options.keep) await cleanUp(stage, made);
  }
  return made.size;
}

/** Says plainly that the server is away or the names are taken, instead of finding every single answer wrong. */
async function begin(client: ScimClient, { seed }: SimulationOptions): Promise<void> {
  const first = makePeople(1, seed)[0]?.userName ?? '';
  const query = queryOf({ filter: equal('userName', first) });
  const answer = await client.send('GET', '/Users', { query });
  if (answer.failure !== undefined) {
    const next = 'start the server, or correct --url';
    throw new CannotPlay(`${client.baseUrl} gave no answer: ${answer.failure}`, next);
  }
  if (answer.status === 401) {
    const next = 'create a new one with `muster create-token` and give it as --token';
    throw new CannotPlay(`${client.baseUrl} refuses the token (401)`, next);
  }
  // a SCIM service that answers so is worth playing against: it is wrong (E1)
  if (answer.status === 404 && !Array.isArray(at(answer.json, 'schemas'))) {
    const next = 'give the base URL of the connection, as `muster create-token` prints it';
    throw new CannotPlay(`there is no SCIM service at ${client.baseUrl} (404)`, next);
  }
  const total = at(answer.json, 'totalResults');
  if (typeof total === 'number' && total > 0) {
    const next = 'delete what an earlier run kept, or take another --seed';
    throw new CannotPlay(`the server holds a ${first} already`, next);
  }
}

/** Not part of the sequence: Okta, for one, never deletes a person (O7). */
async function cleanUp(stage: Stage, made: Map<string, TypeName>): Promise<void> {
  const left = [...made].sort(([, a], [, b]) => a.localeCompare(b));
  await stage.each('clean up (not the provider)', left, async ([id, type]) => {
    const answer = await stage.client.send('DELETE', `${ENDPOINTS[type]}/${id}`);
    if (answer.status === 204 || answer.status === 404) made.delete(id);
    const expected = '204: what the simulation created can be deleted';
    stage.judge.that(answer, '93', !made.has(id), expected);
  });
}

function judgeThrottling(judge: Judge, answer: Answer): void {
  if (answer.status !== 429) return;
  const after = answer.headers.get('retry-after');
  const problems = /^\d+$/.test(after ?? '')
    ? []
    : [problem('429 with Retry-After in whole seconds', after ?? 'no Retry-After')];
  judge.judge(answer, 'O14', problems);
}

function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
