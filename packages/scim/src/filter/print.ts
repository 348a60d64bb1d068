import { formatAttributePath } from '../path/attribute-path.js';
import type { Filter } from './ast.js';

/**
 * The filter as text that parseFilter reads back to the same filter (RFC 7644 section 3.4.2.2). For
 * logs and for clients.
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.filters
        .map((inner) => (isLogical(inner) ? `(${printFilter(inner)})` : printFilter(inner)))
        .join(' and ');
    case 'or':
      return filter.filters
        .map((inner) => (inner.kind === 'or' ? `(${printFilter(inner)})` : printFilter(inner)))
        .join(' or ');
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'compare':
      return [formatAttributePath(filter.path), filter.operator, JSON.stringify(filter.value)].join(
        ' ',
      );
    case 'present':
      return `${formatAttributePath(filter.path)} pr`;
    case 'has':
      return `${formatAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}

function isLogical(filter: Filter): boolean {
  return filter.kind === 'and' || filter.kind === 'or';
}
