import { present, textOf, type RawSearch } from '../../navigation/search.js';

export interface RolesSearch {
  /** words that a permission's row has */
  readonly q?: string;
  /** only rows in which the roles are not the same */
  readonly differences?: true;
}

export function rolesSearch(raw: RawSearch): RolesSearch {
  return present({
    q: textOf(raw['q'], 100),
    differences: textOf(raw['differences']) === 'true' ? (true as const) : undefined,
  });
}
