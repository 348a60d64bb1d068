import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import type { FilterField, ListColumn } from '../../patterns/list/index.js';
import { STATUSES, TONES, useTemplateWords, type Mail } from '../../patterns/mails/index.js';
import classes from './notifications.module.css';

/** Of the outbox, by how much they matter when it is narrow. */
export function useMailColumns(): readonly ListColumn<Mail>[] {
  const { t } = useTranslation('notifications');
  const wordsOf = useTemplateWords();
  const column = (
    key: string,
    weight: number,
    measures: { readonly width: number; readonly grow?: number },
    cell: (row: Mail) => ReactNode,
  ): ListColumn<Mail> => ({ key, title: t(`outbox.column.${key}`), weight, cell, ...measures });
  return [
    column('to', 1, { width: 150, grow: 3 }, (mail) => <Recipient {...mail} />),
    column('status', 2, { width: 150 }, ({ status }) => (
      <Status tone={TONES[status]}>{t(`outbox.status.${status}`)}</Status>
    )),
    column('template', 4, { width: 180, grow: 2 }, ({ template }) => <>{wordsOf(template)}</>),
    column('time', 3, { width: 130 }, ({ sentAt, createdAt }) => <Time at={sentAt ?? createdAt} />),
  ];
}

function Recipient({ to, toName }: Mail): ReactNode {
  return (
    <span className={classes['to']}>
      <bdi>{toName ?? to}</bdi>
      {toName !== undefined && (
        <small className="muted">
          <bdi>{to}</bdi>
        </small>
      )}
    </span>
  );
}

export function useMailFields(): readonly FilterField[] {
  const { t, i18n } = useTranslation('notifications');
  const options = STATUSES.map((value) => ({ value, label: t(`outbox.status.${value}`) }));
  const words: unknown = i18n.getResource(i18n.language, 'notifications', 'template');
  const templates = Object.entries((words ?? {}) as Readonly<Record<string, string>>)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  return [
    { kind: 'choice', key: 'status', title: t('outbox.column.status'), options, isSingle: true },
    { kind: 'text', key: 'to', title: t('outbox.address') },
    {
      kind: 'choice',
      key: 'template',
      title: t('outbox.column.template'),
      options: templates,
      isSingle: true,
    },
  ];
}
