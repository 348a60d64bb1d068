import type { AttributeDefinition } from '#store/index.js';
import type { ProblemName, ProblemValues } from './problems.js';

type CellValue = string | number | boolean;

const YES_WORDS = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'j', 'wahr', 'oui', 'o', 'vrai']);
const MORE_YES_WORDS = new Set(['sí', 'si', 's', 'verdadero', 'はい', '○', '真']);
const NO_WORDS = new Set([
  'no',
  'n',
  'false',
  '0',
  'nein',
  'falsch',
  'non',
  'faux',
  'falso',
  'いいえ',
  '偽',
]);
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T00:00:00)?$/;
const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)$/;
const MAX_TEXT_LENGTH = 1_000;

interface CellFault {
  readonly problem: ProblemName;
  readonly values?: ProblemValues;
}

/** The value of a cell, or what is wrong with it. */
export function readValue(
  { type, choices = [] }: AttributeDefinition,
  text: string,
): { readonly value: CellValue } | CellFault {
  switch (type) {
    case 'number':
      if (NUMBER.test(text)) return { value: Number(text.replace(',', '.')) };
      return { problem: 'number' };
    case 'boolean': {
      const word = text.toLowerCase();
      if (YES_WORDS.has(word) || MORE_YES_WORDS.has(word)) return { value: true };
      return NO_WORDS.has(word) ? { value: false } : { problem: 'yesNo' };
    }
    case 'date': {
      const day = DATE.exec(text)?.[1];
      const isDay = day !== undefined && instantOfDay(day)?.startsWith(day);
      return isDay ? { value: day } : { problem: 'date' };
    }
    case 'choice': {
      const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return { value: found };
      return { problem: 'choice', values: { choices: choices.slice(0, 20).join(', ') } };
    }
    case 'text':
      if (text.length <= MAX_TEXT_LENGTH) return { value: text };
      return { problem: 'long', values: { max: String(MAX_TEXT_LENGTH) } };
  }
}

/** Undefined for 31 February. */
function instantOfDay(day: string): string | undefined {
  const time = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
