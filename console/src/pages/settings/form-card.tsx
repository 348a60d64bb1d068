import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import classes from './settings.module.css';
import type { Form } from './use-form.js';

interface FormCardProps {
  readonly title: string;
  readonly text: string;
  readonly form: Form;
  readonly children: ReactNode;
}

/** A card with fields, saved together. The buttons are there while something was changed. */
export function FormCard({ title, text, form, children }: FormCardProps): ReactNode {
  const { t } = useTranslation('settings');
  const { isDirty, isSaving, problem, conflicts, save, discard } = form;
  return (
    <Card title={title} text={text}>
      <LeaveDialog isDirty={isDirty} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {children}
        {conflicts.length > 0 && <Meanwhile form={form} />}
        {problem && (
          <p role="alert" className={classes['error']}>
            {problem.detail}
          </p>
        )}
        {isDirty && (
          <Group gap={8} mt={16}>
            <Button type="submit" loading={isSaving} disabled={conflicts.length > 0}>
              {t('save')}
            </Button>
            <Button variant="default" onClick={discard}>
              {t('discard')}
            </Button>
          </Group>
        )}
      </form>
    </Card>
  );
}

/** Both values, and the choice between them. */
function Meanwhile({ form }: { readonly form: Form }): ReactNode {
  const { t } = useTranslation('settings');
  const { conflicts, theirs, value, settle } = form;
  return (
    <div role="alert" className={classes['meanwhile']}>
      <strong>{t('meanwhile.title')}</strong>
      <dl className="facts">
        {conflicts.map((field) => (
          <div key={field} className={classes['both']}>
            <dt>{t(`field.${field}`)}</dt>
            <dd>
              {t('meanwhile.mine', { value: value(field) || t('meanwhile.nothing') })}
              <br />
              {t('meanwhile.theirs', { value: theirs(field) || t('meanwhile.nothing') })}
            </dd>
          </div>
        ))}
      </dl>
      <Group gap={8} mt={8}>
        <Button variant="default" onClick={() => settle('mine')}>
          {t('meanwhile.keepMine')}
        </Button>
        <Button variant="default" onClick={() => settle('theirs')}>
          {t('meanwhile.takeTheirs')}
        </Button>
      </Group>
    </div>
  );
}
