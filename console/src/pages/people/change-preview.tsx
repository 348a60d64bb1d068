import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DepartureList, useReasonOf } from '../../patterns/member-changes/index.js';
import type { Preview } from './changes.js';
import classes from './people.module.css';

/** Types of the journal that a person is told of before a change; the others follow from them. */
const TOLD = [
  'seat.released',
  'seat.assigned',
  'seat.requested',
  'seat.queued',
  'space.member_removed',
  'api_key.revoked',
  'invitation.revoked',
  'session.ended',
] as const;

interface ChangePreviewProps {
  readonly preview: Preview;
  readonly isOne: boolean;
}

/** What the server says it will touch, in numbers, and whom its rules refuse. */
export function ChangePreview({ preview, isOne }: ChangePreviewProps): ReactNode {
  const { t, i18n } = useTranslation('people');
  const { selected, members, invitations, notConcerned, refused, effects, tried, departure } =
    preview;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const told = TOLD.flatMap((type) => effects.filter((effect) => effect.type === type));
  return (
    <>
      {!isOne && (
        <ul className={classes['effects']} aria-label={t('preview.label')}>
          {members > 0 && (
            <li>
              <b className="num">{number(members)}</b>
              {t('preview.members', { count: members })}
            </li>
          )}
          {invitations > 0 && (
            <li>
              <b className="num">{number(invitations)}</b>
              {t('preview.invitations', { count: invitations })}
            </li>
          )}
          {notConcerned > 0 && (
            <li className="muted">
              <b className="num">{number(notConcerned)}</b>
              {t('preview.notConcerned', { count: notConcerned })}
            </li>
          )}
        </ul>
      )}
      {told.length > 0 && (
        <div>
          <h3>{t('preview.effects')}</h3>
          <ul className={classes['effects']}>
            {told.map(({ type, count }) => (
              <li key={type}>
                <b className="num">{number(count)}</b>
                {t(`effects.${type.replace('.', '_')}`, { count })}
              </li>
            ))}
          </ul>
          {tried < selected && <p className="muted">{t('preview.tried', { count: tried })}</p>}
        </div>
      )}
      {departure && <DepartureList departure={departure} />}
      {refused.count > 0 && <Refused refused={refused} />}
      {selected === 0 && <p role="status">{t('preview.nobody')}</p>}
    </>
  );
}

function Refused({ refused }: { readonly refused: Preview['refused'] }): ReactNode {
  const { t } = useTranslation('people');
  const reasonOf = useReasonOf();
  return (
    <section className={classes['refused']}>
      <b>{t('preview.refused', { count: refused.count })}</b>
      <ul className={classes['rows']}>
        {refused.rows.map(({ id, name, code, message }) => (
          <li key={id}>
            <bdi>{name}</bdi>
            <small>{reasonOf(code, { message })}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
