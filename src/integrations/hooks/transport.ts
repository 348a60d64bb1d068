import { OutgoingError } from '#outgoing/index.js';
import { newId, type Clock, type Context } from '#kernel/index.js';
import { signatureHeaders, verify, type SigningSecret } from '../signing/index.js';
import { AnswerRefused } from './answers.js';
import { ownerOf } from './definitions.js';
import type { HookDeps } from './deps.js';
import type { AskedHook } from './registry.js';

/** Says to a hook that calls back how deep it is; the call hands it on. */
export const DEPTH_HEADER = 'muster-hook-depth';

/** Largest answer of a hook. */
const MAX_ANSWER_BYTES = 65_536;

/** An answer is made at once: one of another hour is another’s. */
const ANSWER_TOLERANCE_SECONDS = 60;

export interface HookCall {
  readonly asked: AskedHook;
  /** the question as JSON: signed and sent as these bytes */
  readonly body: Buffer;
  readonly budgetMs: number;
  readonly depth: number;
}

/** What came back: JSON that was signed by the hook. */
export interface HookReply {
  readonly text: string;
  readonly answer: unknown;
}

/** Asks one hook somewhere. @throws OutgoingError, AnswerRefused */
export type Transport = (ctx: Context, call: HookCall) => Promise<HookReply>;

/** By HTTP: one POST, signed, whose answer is signed with the same secret for the same id. */
export function createHttpTransport(
  deps: Pick<HookDeps, 'outgoing' | 'secrets' | 'clock'>,
): Transport {
  return async (ctx, { asked: { hook }, body, budgetMs, depth }) => {
    const secrets = await deps.secrets.open(ctx, ownerOf(hook));
    const id = newId();
    const timestamp = Math.floor(deps.clock.now() / 1_000);
    const answer = await deps.outgoing.request(hook.url, {
      method: 'POST',
      headers: {
        ...signatureHeaders({ id, timestamp, body }, secrets),
        'content-type': 'application/json',
        accept: 'application/json',
        [DEPTH_HEADER]: String(depth),
      },
      body,
      maxBytes: MAX_ANSWER_BYTES,
      seconds: budgetMs / 1_000,
    });
    if (answer.status !== 200 && answer.status !== 204) {
      throw new AnswerRefused(`The hook answered with status ${answer.status}.`);
    }
    requireSigned(answer, secrets, { id, clock: deps.clock });
    const text = answer.body.toString();
    return { text, answer: answer.status === 204 ? { action: 'allow' } : parsed(text) };
  };
}

const PROBLEMS = {
  headers:
    'The answer is not signed: webhook-id, webhook-timestamp or webhook-signature is absent.',
  timestamp: 'The time in the answer’s webhook-timestamp is not now.',
  signature: 'No signature of the answer is by the secret of the hook.',
} as const;

function requireSigned(
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
  secrets: readonly SigningSecret[],
  { id, clock }: { readonly id: string; readonly clock: Clock },
): void {
  const received = {
    id: headers['webhook-id'],
    timestamp: headers['webhook-timestamp'],
    signature: headers['webhook-signature'],
    body,
  };
  const options = { now: clock.now(), toleranceSeconds: ANSWER_TOLERANCE_SECONDS };
  const problem = verify(received, secrets, options);
  if (problem) throw new AnswerRefused(PROBLEMS[problem]);
  if (received.id !== id)
    throw new AnswerRefused('The answer is to another question: webhook-id differs.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerRefused('The answer is no JSON.');
  }
}

/** In words for the administrator of the hook; undefined: no failure of the hook, but ours. */
export function problemOf(error: unknown): string | undefined {
  if (error instanceof AnswerRefused) return error.message;
  if (!(error instanceof OutgoingError)) return undefined;
  const { cause } = error;
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `${error.message} (${code})` : error.message;
}
