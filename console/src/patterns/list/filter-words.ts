import { useTranslation } from 'react-i18next';
import type { ListSearch } from '../../navigation/search.js';
import { activeFields, valuesOf, wordsOfFilter, type FilterField } from './filters.js';

/** The filters in words, for a dialog, for the name of a file and for its first line: `Role Administrator, Source Okta`. */
export function useFilterWords(fields: readonly FilterField[], search: ListSearch): string {
  const { i18n } = useTranslation('list');
  const words = activeFields(fields, search).map((field) => {
    const values =
      field.kind === 'pick'
        ? String(valuesOf(search, field.key).length)
        : wordsOfFilter(field, search, i18n.language);
    return `${field.title} ${values}`;
  });
  const { q } = search;
  return [...(q === undefined ? [] : [`“${q}”`]), ...words].join(', ');
}
