import type { AttributeDefinition } from '#store/index.js';

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

/** The value of a cell, or what is wrong with it. */
export function readValue(
  { type, choices = [] }: AttributeDefinition,
  text: string,
): { readonly value: CellValue } | { readonly problem: string } {
  switch (type) {
    case 'number':
      if (NUMBER.test(text)) return { value: Number(text.replace(',', '.')) };
      return { problem: 'is not a number' };
    case 'boolean': {
      const word = text.toLowerCase();
      if (YES_WORDS.has(word) || MORE_YES_WORDS.has(word)) return { value: true };
      return NO_WORDS.has(word) ? { value: false } : { problem: 'is neither yes nor no' };
    }
    case 'date': {
      const day = DATE.exec(text)?.[1];
      const isDay = day !== undefined && instantOfDay(day)?.startsWith(day);
      return isDay ? { value: day } : { problem: 'is not a date such as 2026-03-01' };
    }
    case 'choice': {
      const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
      if (found !== undefined) return { value: found };
      return { problem: `is not one of ${choices.slice(0, 20).join(', ')}` };
    }
    case 'text':
      if (text.length <= MAX_TEXT_LENGTH) return { value: text };
      return { problem: `has more than ${MAX_TEXT_LENGTH} characters` };
  }
}

/** Undefined for 31 February. */
function instantOfDay(day: string): string | undefined {
  const time = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Every part of a cell that could be a name: between line breaks and semicolons, and between commas within those. */
export function candidatesIn(text: string): string[] {
  const parts = split(text, /[;\n]/);
  return [...new Set([...parts, ...parts.flatMap((part) => split(part, /[,、，]/))])];
}

/** The records that a cell names, each once, and the names that are unknown. A comma may be a part of a name. */
export function findNamed<T>(
  text: string,
  find: (name: string) => T | undefined,
): { readonly found: readonly T[]; readonly unknown: readonly string[] } {
  const found = new Set<T>();
  const unknown: string[] = [];
  for (const part of split(text, /[;\n]/)) {
    const whole = find(part);
    if (whole !== undefined) {
      found.add(whole);
      continue;
    }
    for (const name of split(part, /[,、，]/)) {
      const one = find(name);
      if (one === undefined) unknown.push(name);
      else found.add(one);
    }
  }
  return { found: [...found], unknown };
}

function split(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
