import { useTranslation } from 'react-i18next';

/** What happened, in words; undefined where the type has none and is shown as it is. Texts: `entries`, which the page's route loads. */
export function useEntryWords(): (type: string) => string | undefined {
  const { t, i18n } = useTranslation('entries');
  return (type) => {
    const key = type.replaceAll('.', '_') as 'member_added';
    return i18n.exists(`entries:type.${key}`) ? t(`type.${key}`) : undefined;
  };
}

/** What an entry says of who acted and of what was acted on. */
interface Parties {
  readonly actor: { readonly kind: string; readonly name: string };
  readonly target: { readonly kind: string; readonly name?: string | undefined };
}

interface PartyWords {
  /** `API key`: what kind of caller or object it is; as programs read it where the kind has no words */
  readonly actorKind: string;
  readonly targetKind: string;
  /** the name as of then; of what has none, or only one for programs, its kind */
  readonly actorName: string;
  readonly targetName: string;
}

/** Who acted and on what, in words. Texts: `entries`. */
export function usePartyWords(): (entry: Parties) => PartyWords {
  const { t } = useTranslation('entries');
  return ({ actor, target }) => {
    const actorKind = t(`actor.${actor.kind}`, { defaultValue: actor.kind });
    const targetKind = t(`target.${target.kind}`, { defaultValue: target.kind });
    return {
      actorKind,
      targetKind,
      // the name of a job says nothing to an administrator, and the operator's first key is called so itself
      actorName: ['system', actor.name].includes(actor.kind) ? actorKind : actor.name,
      targetName: target.name ?? targetKind,
    };
  };
}
