import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { Picker, type Choice } from '../picker/picker.js';
import { findMembers } from '../picker/sources.js';

interface SuccessorProps {
  /** who go, as far as their ids are known: nobody takes over from themselves */
  readonly without: readonly string[];
  readonly value: string | null;
  readonly onChange: (memberId: string | null) => void;
}

/** Somebody active, found by the server. */
export function Successor({ without, value, onChange }: SuccessorProps): ReactNode {
  const { t } = useTranslation('changes');
  const find = findMembers(useOrganizationId());
  const [chosen, setChosen] = useState<Choice>();
  return (
    <Picker
      label={t('successor.label')}
      description={t('successor.text')}
      placeholder={t('successor.nobody')}
      name="members"
      isSingle
      value={chosen && value !== null ? [chosen] : []}
      onChange={([one]) => {
        setChosen(one);
        onChange(one?.id ?? null);
      }}
      find={async (search, signal) => {
        const found = await find(search, signal);
        return { ...found, items: found.items.filter(({ id }) => !without.includes(id)) };
      }}
    />
  );
}
