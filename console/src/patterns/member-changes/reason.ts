import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Why it was not done, whose side it is and what comes next, in the language of the page; else what the server says of it. */
export function useReasonOf(): (code: string, otherwise?: string) => string {
  const { t } = useTranslation('changes');
  return useCallback(
    (code, otherwise = t('why.other', { code })) =>
      t(`why.${code.replaceAll(/[._]/g, '-')}`, { defaultValue: otherwise }),
    [t],
  );
}
