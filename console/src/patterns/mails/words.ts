import { useTranslation } from 'react-i18next';

/** What a mail is for, by the name of its template; one that has no words keeps its name. */
export function useTemplateWords(): (template: string) => string {
  const { t } = useTranslation('notifications');
  return (template) => t(`template.${template}`, { defaultValue: template });
}
