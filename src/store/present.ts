import { withValues } from '#kernel/index.js';

/** The value as JSON would tell it: a property that is undefined is not there. The very same value where there is none. */
export function withoutUndefined<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? withValues(value, (one) => (one === undefined ? null : withoutUndefined(one)))
    : withValues(value, withoutUndefined);
}
