import { isObject } from '../schema/values.js';
import type { PatchReader } from './reader.js';

/**
 * The object of attributes that an operation without path gives. Lenient finds it in a list of one
 * and in JSON that came as text: both are what client libraries make of an object.
 */
export function unwrapObject(reader: PatchReader, value: unknown): unknown {
  if (isObject(value) || reader.values.compatibility === 'strict') return value;
  const parsed = unwrapText(reader, value);
  const single: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
  if (!isObject(single)) return value;
  reader.values.note('value.unwrapped', 'an object of attributes');
  return single;
}

/**
 * The value for a complex attribute: lenient reads an object or a list that came as JSON text, and
 * elements that did.
 */
export function unwrapText(reader: PatchReader, value: unknown): unknown {
  if (reader.values.compatibility === 'strict') return value;
  const outer = parsedText(value);
  const isChanged = outer !== value || (Array.isArray(outer) && outer.some(isJsonText));
  if (!isChanged) return value;
  reader.values.note('value.unwrapped', 'JSON that came as text');
  return Array.isArray(outer) ? outer.map(parsedText) : outer;
}

function isJsonText(value: unknown): boolean {
  return parsedText(value) !== value;
}

/** Text that is a JSON object or list, parsed; everything else as it is. */
function parsedText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
