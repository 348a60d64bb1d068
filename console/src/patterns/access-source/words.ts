import { useTranslation } from 'react-i18next';

interface Source {
  readonly kind: string;
  readonly group?: string;
  readonly domain?: string;
}

/** Why somebody has a role, a space or a seat, in words: by hand, by a group, by an invitation. */
export function useSourceWords(): (source: Source) => string {
  const { t } = useTranslation('sources');
  return ({ kind, group, domain }) => {
    const name = group ?? domain;
    return name === undefined ? t(`by.${kind}`) : t(`named.${kind}`, { name });
  };
}
