import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../parts/card.js';
import { CopyButton } from '../../../parts/copy-button.js';
import { Status } from '../../../parts/status.js';
import { Time } from '../../../parts/time.js';
import classes from '../operator.module.css';
import { TONES, type Organization } from '../organization.js';

/** What the organization is, and since when. */
export function FactsCard({ organization }: { readonly organization: Organization }): ReactNode {
  const { t } = useTranslation('operator');
  const { id, slug, status, preset, plan, locale, timeZone } = organization;
  const times = (['createdAt', 'updatedAt', 'disabledAt', 'deletedAt', 'purgeAt'] as const).flatMap(
    (name) => {
      const at = organization[name];
      return at === undefined ? [] : [{ name, at }];
    },
  );
  return (
    <Card title={t('support.facts')}>
      <dl className="facts">
        <dt>{t('column.status')}</dt>
        <dd>
          <Status tone={TONES[status]}>{t(`state.${status}`)}</Status>
        </dd>
        <dt>{t('column.id')}</dt>
        <dd className={classes['code']}>
          <code>{id}</code>
          <CopyButton value={id} label={t('support.copyId')} />
        </dd>
        <dt>{t('support.slug')}</dt>
        <dd dir="ltr">{slug}</dd>
        <dt>{t('column.preset')}</dt>
        <dd>{preset}</dd>
        <dt>{t('column.plan')}</dt>
        <dd>{plan}</dd>
        {locale !== undefined && (
          <>
            <dt>{t('support.locale')}</dt>
            <dd>{locale}</dd>
          </>
        )}
        {timeZone !== undefined && (
          <>
            <dt>{t('support.timeZone')}</dt>
            <dd>{timeZone}</dd>
          </>
        )}
        {times.map(({ name, at }) => (
          <Moment key={name} words={t(`support.${name}`)} at={at} />
        ))}
      </dl>
    </Card>
  );
}

function Moment({ words, at }: { readonly words: string; readonly at: string }): ReactNode {
  return (
    <>
      <dt>{words}</dt>
      <dd>
        <Time at={at} />
      </dd>
    </>
  );
}
