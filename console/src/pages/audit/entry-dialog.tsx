import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { CopyButton } from '../../parts/copy-button.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Region } from '../../parts/region.js';
import { useEntryWords, usePartyWords } from '../../patterns/journal/entry-words.js';
import classes from './audit.module.css';
import type { Entry } from './entry-list.js';
import { regional } from '../../texts/regional.js';

interface EntryDialogProps {
  readonly sequence: number;
  readonly onClose: () => void;
}

/** One entry at an address of its own: who, what, before and after, and the hash that the next entry stands on. */
export function EntryDialog({ sequence, onClose }: EntryDialogProps): ReactNode {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  const entry = useQuery({
    queryKey: keyOf(organizationId, 'journal-entry', sequence),
    queryFn: async () => {
      const query = { after: sequence - 1, limit: 1 };
      const { items } = await server.listJournal({ params: { organizationId }, query });
      return items.find((one) => one.sequence === sequence) ?? null;
    },
    staleTime: Infinity,
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      size="xl"
      title={t('entry.title', { sequence })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <Region query={entry}>
        {(found) =>
          found === null ? (
            <EmptyState title={t('entry.gone.title')} text={t('entry.gone.text')} />
          ) : (
            <Shown entry={found} />
          )
        }
      </Region>
    </Dialog>
  );
}

function Shown({ entry }: { readonly entry: Entry }): ReactNode {
  const { t, i18n } = useTranslation('audit');
  const { type, actor, createdAt, traceId, hash, erasedIn } = entry;
  const words = useEntryWords()(type);
  const { actorKind, actorName, targetKind, targetName } = usePartyWords()(entry);
  const exact = new Intl.DateTimeFormat(regional(i18n.language), {
    dateStyle: 'full',
    timeStyle: 'long',
  });
  return (
    <>
      <dl className="facts">
        <dt>{t('column.type')}</dt>
        <dd>
          {words !== undefined && <>{words} · </>}
          <code>{type}</code>
        </dd>
        <dt>{t('column.actor')}</dt>
        <dd>
          <Party keyword="actor" name={actorName} kind={actorKind} id={entry.actorKey} />
          {actor.kind === 'system' && <code>{actor.name}</code>}
        </dd>
        <dt>{t('column.target')}</dt>
        <dd>
          <Party keyword="target" name={targetName} kind={targetKind} id={entry.targetKey} />
        </dd>
        <dt>{t('column.time')}</dt>
        <dd>{exact.format(new Date(createdAt))}</dd>
        <dt>{t('entry.trace')}</dt>
        <dd>
          <Copied value={traceId} label={t('entry.copyTrace')} />
        </dd>
        <dt>{t('entry.hash')}</dt>
        <dd>
          <Copied value={hash} label={t('entry.copyHash')} />
        </dd>
      </dl>
      {erasedIn !== undefined && (
        <p className="muted">{t('entry.erased', { sequence: erasedIn })}</p>
      )}
      <Difference before={entry.before} after={entry.after} />
    </>
  );
}

interface PartyProps {
  readonly keyword: 'actor' | 'target';
  readonly name: string;
  readonly kind: string;
  /** `member:…`: the entries of the same one */
  readonly id: string;
}

/** The name as of then is in the entry, whatever became of the person since (console H6). */
function Party({ keyword, name, kind, id }: PartyProps): ReactNode {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  return (
    <Group gap={8}>
      <bdi>{name}</bdi>
      {name !== kind && <span className="muted">{kind}</span>}
      <Link to="/o/$organizationId/audit" params={{ organizationId }} search={{ [keyword]: id }}>
        {t(`entry.same.${keyword}`)}
      </Link>
    </Group>
  );
}

function Copied({ value, label }: { readonly value: string; readonly label: string }): ReactNode {
  return (
    <span className={classes['copied']}>
      <code>{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}

interface DifferenceProps {
  readonly before: Entry['before'];
  readonly after: Entry['after'];
}

/** What changed, field by field. */
function Difference({ before = {}, after = {} }: DifferenceProps): ReactNode {
  const { t } = useTranslation('audit');
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  if (names.length === 0) return null;
  return (
    <table className={classes['difference']}>
      <thead>
        <tr>
          <th scope="col">{t('entry.field')}</th>
          <th scope="col">{t('entry.before')}</th>
          <th scope="col">{t('entry.after')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{wordsOf(before[name])}</td>
            <td>{wordsOf(after[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
