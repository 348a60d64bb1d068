import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keyOf } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { refusalWords } from '../../texts/refusals.js';
import { useTexts } from '../../texts/use-texts.js';

/** Why somebody cannot leave, and whom to ask, before they click; undefined where they can (console A20). The server asks it again. */
export function useLeavingReason(organizationId: string, isAsked = true): string | undefined {
  const { t, i18n } = useTranslation('me');
  const isReady = [useTexts('me'), useTexts('refusals')].every(Boolean);
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'leaving'),
    queryFn: () => server.previewLeaving({ params: { organizationId } }),
    enabled: isAsked,
  });
  const refusal = data?.refusal;
  if (!isReady || !refusal) return undefined;
  const { code, message, ask = [] } = refusal;
  if (code === 'member.owner_leaves') return t('organizations.onlyOne');
  if (code !== 'member.cannot_leave') return refusalWords({ code, message });
  const names = new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(ask);
  return ask.length > 0 ? t('organizations.ask', { names }) : t('organizations.askAnybody');
}
