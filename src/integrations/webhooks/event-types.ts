/** Which events an endpoint asked for. */
import { Fault } from '#kernel/index.js';

/** `member.added`, `member.*`, `scim.user.*` */
const TYPE_PATTERN = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$/;

export const MAX_TYPES = 100;

/** Each once, in their order. `*` stands for every event, as an empty list does. Fault `request.invalid` for what is no type. */
export function readEventTypes(types: readonly string[]): string[] {
  const errors = types.flatMap((type, index) =>
    type === '*' || TYPE_PATTERN.test(type)
      ? []
      : [
          {
            field: `types[${index}]`,
            problem: 'must be a type of event, or end in .* for several',
          },
        ],
  );
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
  return types.includes('*') ? [] : [...new Set(types)];
}

/** Whether the event is among those that were asked for. */
export function isWanted(types: readonly string[], type: string): boolean {
  if (types.length === 0) return true;
  return types.some((wanted) =>
    wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type,
  );
}
