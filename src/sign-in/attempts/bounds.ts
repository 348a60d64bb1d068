import type { ReceivedAttribute, SignInAttempt } from '#store/index.js';

/* What is kept of an answer has an end, however much a provider says. */

const MAX_TEXT = 1_000;
const MAX_ATTRIBUTES = 100;
const MAX_VALUES = 300;
const MAX_CHARACTERS = 60_000;
const MAX_STEPS = 60;

export function boundedText(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

/** In the order received, until the bound, and how many values did not fit. */
export function boundedAttributes(
  attributes: Readonly<Record<string, readonly string[]>>,
): ReceivedAttribute[] {
  let left = MAX_CHARACTERS;
  return Object.entries(attributes)
    .slice(0, MAX_ATTRIBUTES)
    .map(([name, values]) => {
      const kept: string[] = [];
      for (const value of values.slice(0, MAX_VALUES).map(boundedText)) {
        left -= value.length;
        if (left < 0) break;
        kept.push(value);
      }
      const omitted = values.length - kept.length;
      return { name: boundedText(name), values: kept, ...(omitted > 0 && { omitted }) };
    });
}

export function boundedTrace(trace: SignInAttempt['trace']): SignInAttempt['trace'] {
  return trace
    .slice(0, MAX_STEPS)
    .map(({ step, detail }) => ({ step: boundedText(step), detail: boundedText(detail) }));
}
