import { Fault } from './fault.js';
import type { FieldProblem } from './field-problems.js';

/** UTF-16 units of the longest name of a person, an organization or a thing. */
export const MAX_NAME_LENGTH = 200;

/** Of the title of a role or an attribute. */
export const MAX_TITLE_LENGTH = 100;

/** Of a first or last name. */
export const MAX_NAME_PART_LENGTH = 100;

export type NamePart = 'firstName' | 'lastName';

/** Of the description of a product or a space. */
export const MAX_DESCRIPTION_LENGTH = 1_000;

/** Line breaks, other controls, halves of characters, and marks that turn the direction of the text after them. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** The same in a text of several lines, where line breaks and tabs are no fault. */
const FORBIDDEN_IN_TEXTS = /[^\P{Cc}\n\r\t]|[\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'gu');

/** Words of ASCII with one space between two of them: nothing of it is forbidden, and all of it is visible. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;

/** What keeps a trimmed text from being a name; undefined: it is one. */
export function problemOfName(text: string, max = MAX_NAME_LENGTH): string | undefined {
  if (FORBIDDEN.test(text)) {
    return 'must be one line without control characters and direction overrides';
  }
  if (!VISIBLE.test(text)) return 'must not be empty';
  return text.length > max ? `has more than ${max} characters` : undefined;
}

/** What keeps a text of several lines, a description or a message, from being kept; undefined: nothing. */
export function problemOfText(text: string): string | undefined {
  return FORBIDDEN_IN_TEXTS.test(text)
    ? 'must not have control characters and direction overrides'
    : undefined;
}

/** A text of several lines, trimmed. Fault `request.invalid` that names `field`. */
export function readText(text: string, field: string, max: number): string {
  const trimmed = text.trim();
  const problem = trimmed.length > max ? `has more than ${max} characters` : problemOfText(trimmed);
  if (problem === undefined) return trimmed;
  throw invalidText({ field, problem }, trimmed, max);
}

/** The trimmed name. Fault `request.invalid` that names `field`. */
export function readName(text: string, field = 'name', max = MAX_NAME_LENGTH): string {
  const name = text.trim();
  const problem = problemOfName(name, max);
  if (problem === undefined) return name;
  throw invalidText({ field, problem }, name, max);
}

function invalidText(problem: FieldProblem, text: string, max: number): Fault {
  const rule = text === '' ? 'required' : 'characters';
  const error: FieldProblem =
    text.length > max ? { ...problem, rule: 'long', values: { max } } : { ...problem, rule };
  return new Fault('request.invalid', { errors: [error] });
}

/** A first or last name: one line, in the composed form of Unicode. Fault `request.invalid`. */
export function readNamePart(text: string, field: NamePart): string {
  return readName(text.normalize('NFC'), field, MAX_NAME_PART_LENGTH);
}

/**
 * A name that came from a source which cannot be asked again, as one line: white space and controls become one space, direction
 * overrides go, what is too long is cut. Undefined when nothing visible is left.
 */
export function toName(text: string, max = MAX_NAME_LENGTH): string | undefined {
  if (text.length <= max && PLAIN.test(text)) return text;
  const line = text
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(ALL_FORBIDDEN, '')
    .trim()
    .slice(0, max)
    // the cut may have left one half of a character
    .replace(/\p{Cs}$/u, '')
    .trimEnd();
  return VISIBLE.test(line) ? line : undefined;
}
