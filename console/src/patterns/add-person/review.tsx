import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { titleOf, type Console } from '../../data/console.js';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import type { Form } from './form.js';

interface ReviewProps {
  readonly console: Console;
  readonly form: Form;
}

/** The last step of several: what will be sent, once more. */
export function Review({ console, form }: ReviewProps): ReactNode {
  const { t } = useTranslation('adding');
  const organizationId = useOrganizationId();
  const cached = useQueryClient().getQueryData<Operations['listProducts']['output']>(
    keyOf(organizationId, 'products', 'first-page'),
  );
  const titles = form.roles.map((name) => {
    const role = console.roles.find((one) => one.name === name);
    return role ? titleOf(role) : name;
  });
  const seats = cached?.items.filter(({ id }) => form.products.includes(id)) ?? [];
  const name = [form.firstName, form.lastName].join(' ').trim();
  return (
    <dl className="facts">
      <dt>{t('email')}</dt>
      <dd>
        <bdi dir="ltr">{form.entries.map(({ email }) => email).join(', ')}</bdi>
      </dd>
      {name !== '' && (
        <>
          <dt>{t('name')}</dt>
          <dd>
            <bdi>{name}</bdi>
          </dd>
        </>
      )}
      <dt>{t('role')}</dt>
      <dd>{titles.join(', ')}</dd>
      <dt>{t('seats')}</dt>
      <dd>{seats.length === 0 ? t('noSeats') : seats.map((seat) => seat.name).join(', ')}</dd>
    </dl>
  );
}
