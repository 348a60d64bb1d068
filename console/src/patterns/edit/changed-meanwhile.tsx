import { Button, Group, Radio } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.js';
import type { Conflict, FieldValue } from './draft.js';
import classes from './edit.module.css';

interface ChangedMeanwhileProps {
  readonly conflicts: readonly Conflict[];
  /** the name of a field, and a value of it in words */
  readonly label: (field: string) => string;
  readonly show: (field: string, value: FieldValue) => string;
  readonly onSettle: (takeTheirs: ReadonlySet<string>) => void;
}

/**
 * Somebody else has changed the same fields: says so above the form, and lets the person choose for each field, with what it was, what
 * they typed and what it is now.
 */
export function ChangedMeanwhile(props: ChangedMeanwhileProps): ReactNode {
  const { t } = useTranslation('edit');
  const [isOpen, setOpen] = useState(false);
  const { conflicts } = props;
  if (conflicts.length === 0) return null;
  return (
    <>
      <div className={classes['bar']} role="alert">
        <span>{t('changed.text')}</span>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('changed.open')}
        </Button>
      </div>
      {isOpen && <Choice {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choice(props: ChangedMeanwhileProps & { readonly onClose: () => void }): ReactNode {
  const { conflicts, onSettle, onClose } = props;
  const { t } = useTranslation(['edit', 'frame']);
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const choose = (field: string, isTheirs: boolean): void => {
    const next = new Set(theirs);
    if (isTheirs) next.add(field);
    else next.delete(field);
    setTheirs(next);
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={t('edit:changed.title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
    >
      <div className={classes['choices']}>
        <p className="muted">{t('edit:changed.how')}</p>
        {conflicts.map((conflict) => (
          <Field
            key={conflict.field}
            {...props}
            conflict={conflict}
            isTheirs={theirs.has(conflict.field)}
            onChoose={(isTheirs) => choose(conflict.field, isTheirs)}
          />
        ))}
      </div>
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" onClick={onClose}>
          {t('frame:cancel')}
        </Button>
        <Button
          onClick={() => {
            onSettle(theirs);
            onClose();
          }}
        >
          {t('edit:changed.take')}
        </Button>
      </Group>
    </Dialog>
  );
}

interface FieldProps extends ChangedMeanwhileProps {
  readonly conflict: Conflict;
  readonly isTheirs: boolean;
  readonly onChoose: (isTheirs: boolean) => void;
}

function Field({ conflict, label, show, isTheirs, onChoose }: FieldProps): ReactNode {
  const { t } = useTranslation('edit');
  const { field, base, mine, theirs } = conflict;
  const words = (value: FieldValue): string => show(field, value) || t('nothing');
  return (
    <fieldset className={classes['conflict']}>
      <legend>{label(field)}</legend>
      <p className="muted">{t('changed.was', { value: words(base) })}</p>
      <Radio.Group
        value={isTheirs ? 'theirs' : 'mine'}
        onChange={(value) => onChoose(value === 'theirs')}
        aria-label={label(field)}
      >
        <div className={classes['choices']}>
          <Radio value="mine" label={t('changed.mine', { value: words(mine) })} />
          <Radio value="theirs" label={t('changed.theirs', { value: words(theirs) })} />
        </div>
      </Radio.Group>
    </fieldset>
  );
}
