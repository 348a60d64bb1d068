import { useTranslation } from 'react-i18next';

/** What happened, in words; undefined where the type has none and is shown as it is. Texts: `entries`, which the page's route loads. */
export function useEntryWords(): (type: string) => string | undefined {
  const { t, i18n } = useTranslation('entries');
  return (type) => {
    const key = type.replaceAll('.', '_') as 'member_added';
    return i18n.exists(`entries:type.${key}`) ? t(`type.${key}`) : undefined;
  };
}
