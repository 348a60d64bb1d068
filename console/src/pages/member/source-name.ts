import { useTranslation } from 'react-i18next';
import { useRecords, type Member } from './member-data.js';

/** The name of the directory that manages a member, as far as the person may read it: `Okta`. */
export function useSourceName(member: Member): string {
  const { t } = useTranslation('panel');
  const records = useRecords(member.id);
  const ofGroup = member.grants.find(({ source }) => source.connection !== undefined);
  return (
    records.data?.items[0]?.connection.name ?? ofGroup?.source.connection ?? t('lock.directory')
  );
}
