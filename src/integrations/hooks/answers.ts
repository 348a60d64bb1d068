import type { HookObject } from '#core/index.js';
import { applyPatch, PatchRefused } from './patch.js';
import { describePoint } from './points.js';
import type { AskedHook } from './registry.js';

/** Why a hook denies: its own words, plain text. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** a text of the installation, or of the host application, looked up in the language of the person */
  readonly i18nKey?: string;
}

/** What a hook said, read and checked against what was proposed. */
export type Said =
  | { readonly action: 'allow' }
  | { readonly action: 'modify'; readonly proposed: HookObject; readonly patch: unknown }
  | { readonly action: 'deny'; readonly reason: Reason };

/** An answer that is none. `problem` is for the administrator of the hook. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

const MAX_MESSAGE_LENGTH = 500;
const MAX_CODE_LENGTH = 100;

/** @throws AnswerRefused */
export function readAnswer(asked: AskedHook, proposed: HookObject, answer: unknown): Said {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new AnswerRefused('The answer is no JSON object.');
  }
  const { action, patch, reason } = answer as Record<string, unknown>;
  switch (action) {
    case 'allow':
      if (patch !== undefined) throw new AnswerRefused('A patch goes with the action modify only.');
      return { action };
    case 'deny':
      if (describePoint(asked.point).cannotDeny) {
        throw new AnswerRefused('This point can be modified and not denied.');
      }
      return { action, reason: readReason(reason) };
    case 'modify':
      return { action, patch, proposed: modified(asked, proposed, patch) };
    default:
      throw new AnswerRefused('The action is none of allow, deny, modify.');
  }
}

function readReason(reason: unknown): Reason {
  const { code, message, i18nKey } = (reason ?? {}) as Record<string, unknown>;
  const words = typeof message === 'string' ? plainText(message) : '';
  return {
    code: typeof code === 'string' && code !== '' ? code.slice(0, MAX_CODE_LENGTH) : 'denied',
    message: words === '' ? 'A rule of the organization does not allow this.' : words,
    ...(typeof i18nKey === 'string' && { i18nKey: i18nKey.slice(0, MAX_CODE_LENGTH) }),
  };
}

/** One line of at most 500 characters. HTML stays the text that it is: who shows it escapes it. */
function plainText(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
  return [...line.trim()].slice(0, MAX_MESSAGE_LENGTH).join('');
}

function modified({ hook, point }: AskedHook, proposed: HookObject, patch: unknown): HookObject {
  try {
    const after = applyPatch(proposed, patch, describePoint(point).changeable);
    requireGrantable(hook.grants, proposed, after);
    requireFewerGroups(proposed, after);
    return after;
  } catch (error) {
    if (error instanceof PatchRefused)
      throw new AnswerRefused(`The patch is refused: ${error.message}.`);
    throw error;
  }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A hook gives no role that its maker could not give. */
function requireGrantable(
  grants: readonly string[] | undefined,
  before: HookObject,
  after: HookObject,
): void {
  if (!grants) return;
  const had = new Set(textsIn(before['roles']));
  for (const role of textsIn(after['roles'])) {
    if (had.has(role) || grants.includes(role) || grants.includes('*')) continue;
    throw new PatchRefused(`who made the hook may not give the role ${role}`);
  }
}

/** Groups are mapped to roles: a hook takes them away and adds none. */
function requireFewerGroups(before: HookObject, after: HookObject): void {
  const had = new Set(textsIn(before['groups']));
  const added = textsIn(after['groups']).find((group) => !had.has(group));
  if (added !== undefined)
    throw new PatchRefused(`the group ${added} was not said by the provider`);
}
