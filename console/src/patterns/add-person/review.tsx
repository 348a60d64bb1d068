import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf, type Console } from '../../data/console.js';
import { useProductNames } from '../products/index.js';
import type { Form } from './form.js';

interface ReviewProps {
  readonly console: Console;
  readonly form: Form;
}

/** The last step of several: what will be sent, once more. */
export function Review({ console, form }: ReviewProps): ReactNode {
  const { t } = useTranslation('adding');
  const products = useProductNames(form.products);
  const titles = form.roles.map((name) => {
    const role = console.roles.find((one) => one.name === name);
    return role ? titleOf(role) : name;
  });
  const seats = form.products.map((id) => products.get(id) ?? id);
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
      <dd>{seats.length === 0 ? t('noSeats') : seats.join(', ')}</dd>
    </dl>
  );
}
