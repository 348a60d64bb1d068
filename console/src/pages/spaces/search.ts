import { present, textOf, type RawSearch } from '../../navigation/search.js';

export interface SpacesSearch {
  /** of the name */
  readonly q?: string;
}

export function spacesSearch(raw: RawSearch): SpacesSearch {
  return present({ q: textOf(raw['q'], 200) });
}
