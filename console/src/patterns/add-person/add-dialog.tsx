import { Button, Group } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Console } from '../../data/console.js';
import { useUnsaved } from '../../data/unsaved.js';
import { Dialog } from '../../parts/dialog.js';
import { SecretDialog } from '../../parts/secret-dialog.js';
import { useFocusBack } from '../../parts/use-focus-back.js';
import classes from './add-person.module.css';
import type { Mode } from './form.js';
import { Review } from './review.js';
import { StepField } from './step-field.js';
import { isSeveral, useAdding, type Adding } from './use-adding.js';

interface AddDialogProps {
  readonly console: Console;
  readonly mode: Mode;
  /** the button that has the focus afterwards */
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** The form in the steps of the preset. Closed it is empty again; closing what is not empty asks first (console D8). */
export function AddDialog({ console, mode, opener, onClose }: AddDialogProps): ReactNode {
  const { t } = useTranslation(['adding', 'frame']);
  useFocusBack(opener);
  const adding = useAdding({ console, mode, onDone: onClose });
  const [isAsking, setAsking] = useState(false);
  useUnsaved(adding.isDirty);
  if (adding.link !== undefined) {
    return (
      <SecretDialog
        title={t('adding:link.title')}
        text={t('adding:link.text')}
        secret={adding.link}
        onStored={onClose}
      />
    );
  }
  const close = (): void => (adding.isDirty ? setAsking(true) : onClose());
  return (
    <Dialog
      opened
      onClose={close}
      size="lg"
      title={mode === 'link' ? t('adding:entries.link') : t('adding:title')}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
      closeOnClickOutside={!adding.isDirty}
    >
      {isAsking ? (
        <Discard onStay={() => setAsking(false)} onDiscard={onClose} />
      ) : (
        <Steps console={console} mode={mode} adding={adding} onCancel={close} />
      )}
    </Dialog>
  );
}

interface DiscardProps {
  readonly onStay: () => void;
  readonly onDiscard: () => void;
}

function Discard({ onStay, onDiscard }: DiscardProps): ReactNode {
  const { t } = useTranslation('adding');
  return (
    <div role="alert">
      <p>{t('discard.text')}</p>
      <Group justify="flex-end" gap={8} mt={20}>
        <Button variant="default" autoFocus onClick={onStay}>
          {t('discard.stay')}
        </Button>
        <Button color="red" onClick={onDiscard}>
          {t('discard.go')}
        </Button>
      </Group>
    </div>
  );
}

interface StepsProps {
  readonly console: Console;
  readonly mode: Mode;
  readonly adding: Adding;
  readonly onCancel: () => void;
}

function Steps({ console, mode, adding, onCancel }: StepsProps): ReactNode {
  const { t } = useTranslation('adding');
  const { step, place, places, error, errorField } = adding;
  const form = useFocusOfStep(place, error);
  const isInList = errorField === 'email' && isSeveral(console) && mode === 'form';
  const isAtField = errorField !== undefined && SAYS_ITSELF.includes(errorField) && !isInList;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    adding.next();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate autoComplete="off" className={classes['form']}>
      {places > 1 && <p className="muted num">{t('place', { place, places })}</p>}
      {step.fields.map((field, index) => (
        <StepField
          key={field.name}
          field={field}
          console={console}
          mode={mode}
          adding={adding}
          isFirst={index === 0}
        />
      ))}
      {step.fields.length === 0 && <Review console={console} form={adding.form} />}
      {error !== undefined && !isAtField && (
        <p className={classes['error']} role="alert">
          {error}
        </p>
      )}
      <Buttons mode={mode} adding={adding} onCancel={onCancel} />
    </form>
  );
}

/** Fields that show what is wrong with them. */
const SAYS_ITSELF: readonly string[] = ['email', 'name', 'firstName', 'lastName'];

/** Each step begins at its first field, and one without fields at what sends it; what is wrong is where the cursor is. */
function useFocusOfStep(
  place: number,
  error: string | undefined,
): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const field = form.current?.querySelector<HTMLElement>('input:not([type=hidden]), textarea');
    (field ?? form.current?.querySelector<HTMLElement>('[type=submit]'))?.focus();
  }, [place]);
  useEffect(() => {
    if (error === undefined) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [error]);
  return form;
}

type ButtonsProps = Omit<StepsProps, 'console'>;

function Buttons({ mode, adding, onCancel }: ButtonsProps): ReactNode {
  const { t } = useTranslation(['adding', 'frame']);
  const { step, isFirst, isLast, isBusy, form } = adding;
  const submit = mode === 'link' ? t('adding:link.make') : t('adding:submit');
  // what can be skipped is not sent empty
  const isEmpty = step.skippable === true && form.spaces.length === 0;
  return (
    <Group justify="flex-end" gap={8} mt={8}>
      {isFirst ? (
        <Button variant="default" onClick={onCancel}>
          {t('frame:cancel')}
        </Button>
      ) : (
        <Button variant="default" disabled={isBusy} onClick={adding.back}>
          {t('adding:back')}
        </Button>
      )}
      {step.skippable && (
        <Button variant="default" disabled={isBusy} onClick={adding.skip}>
          {t('adding:skip')}
        </Button>
      )}
      <Button type="submit" loading={isBusy} disabled={isEmpty}>
        {isLast ? submit : t('adding:next')}
      </Button>
    </Group>
  );
}
