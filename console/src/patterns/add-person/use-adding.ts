import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Console } from '../../data/console.js';
import { useFormKey } from '../../data/form-key.js';
import { useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { announce } from '../../parts/announcements.js';
import { readAddresses } from './addresses.js';
import {
  emptyForm,
  isDirty,
  missingField,
  type Entry,
  type Field,
  type Form,
  type Mode,
  type Step,
} from './form.js';
import { hasNames, lookUp } from './known.js';
import { sendInvitations } from './send.js';

export interface Adding {
  readonly form: Form;
  readonly step: Step;
  /** from 1 on, among those that are shown */
  readonly place: number;
  readonly places: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isDirty: boolean;
  readonly isBusy: boolean;
  /** what is wrong, in words: with one field, or with the form as a whole */
  readonly error: string | undefined;
  readonly errorField: Field['name'] | undefined;
  /** of a form by link, once it is made */
  readonly link: string | undefined;
  change(part: Partial<Form>): void;
  /** reads what is typed, or pasted behind it, into the list; answers the form with it */
  read(pasted?: string): Form;
  back(): void;
  next(): void;
  skip(): void;
}

/** What is wrong with one field, to be said there. */
export function errorAt({ error, errorField }: Adding, name: Field['name']): string | undefined {
  return errorField === name ? error : undefined;
}

interface AddingProps {
  readonly console: Console;
  readonly mode: Mode;
  readonly onDone: () => void;
}

interface State {
  readonly form: Form;
  readonly index: number;
  /** the names of the address are known */
  readonly isKnown: boolean;
  readonly error?: string | undefined;
  readonly errorField?: Field['name'] | undefined;
  readonly link?: string | undefined;
}

/** One opened form: its steps, what is typed, and the sending. What was sent leaves the form; what was refused stays, with the reason. */
export function useAdding({ console, mode, onDone }: AddingProps): Adding {
  const { t } = useTranslation('adding');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const formKey = useFormKey();
  const empty = useMemo(() => emptyForm(console), [console]);
  const isRunning = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [state, setState] = useState<State>({ form: empty, index: 0, isKnown: false });
  const { form, index } = state;
  const steps = stepsOf(console, state.isKnown);
  const part = (change: Partial<State>): void => {
    setState((now) => Object.assign({}, now, change));
  };
  const read = (pasted = ''): Form => {
    const whole = Object.assign({}, form, { typed: `${form.typed}\n${pasted}` });
    const several = isSeveral(console) && mode === 'form';
    const now = withTyped(several ? whole : form, several, t('problems.address'));
    part({ form: now });
    return now;
  };
  const run = (isSkipped: boolean): void => {
    // Enter and a click, or two clicks, are one (console C8)
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    const wanted = isSkipped ? Object.assign({}, form, { spaces: [] }) : read();
    const from = Object.assign({}, state, { form: wanted });
    goOn({ console, mode, organizationId, formKey, t, refresh }, from, isSkipped)
      .then((next) => (next === 'done' ? onDone() : setState(next)))
      .catch((error: unknown) => part({ error: problemOf(error).detail, errorField: undefined }))
      .finally(() => {
        isRunning.current = false;
        setBusy(false);
      });
  };
  return {
    form,
    step: steps[index] ?? { name: '', fields: [] },
    place: index + 1,
    places: steps.length,
    isFirst: index === 0,
    isLast: index >= steps.length - 1,
    isDirty: isDirty(form, empty),
    isBusy,
    error: state.error,
    errorField: state.errorField,
    link: state.link,
    change: (change) => setState((now) => changed(now, change)),
    read,
    back: () => part({ index: index - 1, error: undefined, errorField: undefined }),
    next: () => run(false),
    skip: () => run(true),
  };
}

/** With what is typed now; of a field that somebody corrects nothing is said any more. */
function changed(now: State, change: Partial<Form>): State {
  const wrong = now.errorField === 'email' ? 'typed' : now.errorField;
  const isMended = wrong !== undefined && wrong in change;
  const settled = isMended ? { error: undefined, errorField: undefined } : undefined;
  return Object.assign({}, now, { form: Object.assign({}, now.form, change) }, settled);
}

interface Going {
  readonly console: Console;
  readonly mode: Mode;
  readonly organizationId: string;
  readonly formKey: string;
  readonly t: Words;
  readonly refresh: () => Promise<void>;
}

/** To the next step, or to the server behind the last one. */
async function goOn(going: Going, state: State, isSkipped: boolean): Promise<State | 'done'> {
  const { console, organizationId, t } = going;
  const { form, index } = state;
  const at = (change: Partial<State>): State =>
    Object.assign({}, state, { error: undefined, errorField: undefined }, change);
  const step = stepsOf(console, state.isKnown)[index];
  const refused = isSkipped || !step ? undefined : refusalOf(step, form, t);
  if (refused !== undefined) return at(refused);
  let { isKnown } = state;
  const [entry, ...more] = form.entries;
  if (index === 0 && entry && more.length === 0) {
    const known = await lookUp(organizationId, entry.email).catch(() => 'unknown' as const);
    if (known === 'member' || known === 'invited')
      return at({ error: t(`known.${known}`), errorField: 'email' });
    isKnown =
      known === 'named' || (asksNames(console) && (await hasNames(organizationId, entry.email)));
  }
  if (index + 1 < stepsOf(console, isKnown).length) return at({ index: index + 1, isKnown });
  return send(going, at({ isKnown }));
}

async function send(going: Going, state: State): Promise<State | 'done'> {
  const { console, mode, organizationId, formKey, t, refresh } = going;
  const { form } = state;
  const spaceRole = console.spaceRoles.at(-1)?.name ?? '';
  const { sent, failed, link } = await sendInvitations({
    organizationId,
    form,
    mode,
    spaceRole,
    formKey,
  });
  await refresh();
  if (sent > 0) announce({ text: mode === 'link' ? t('made') : t('sent', { count: sent }) });
  if (failed.length > 0) {
    // one address stands in its field, several in their list
    const typed = isSeveral(console) && mode === 'form' ? '' : form.typed;
    const left = Object.assign({}, form, { entries: failed, typed });
    const error = failed.length === 1 && typed !== '' ? failed[0]?.problem : undefined;
    return Object.assign({}, state, {
      form: left,
      index: 0,
      error: error ?? t('failed', { count: failed.length }),
    });
  }
  return link === undefined ? 'done' : Object.assign({}, state, { link });
}

/** Of those only whose names are not known. */
function asksNames({ add }: Console): boolean {
  return add.steps.some(({ hiddenWhenKnown }) => hiddenWhenKnown);
}

function stepsOf({ add }: Console, isKnown: boolean): readonly Step[] {
  return add.steps.filter(({ hiddenWhenKnown }) => !(isKnown && hiddenWhenKnown));
}

export function isSeveral({ add }: Console): boolean {
  return add.steps.some(({ fields }) =>
    fields.some(({ name, several }) => name === 'email' && several),
  );
}

/** What is typed becomes rows of the list; an address that is there already is not added twice. */
function withTyped(form: Form, several: boolean, noAddress: string): Form {
  const { addresses, rest } = readAddresses(form.typed);
  const read: readonly Entry[] = [
    ...addresses,
    ...rest.map((email) => ({ email, problem: noAddress })),
  ];
  if (!several) return Object.assign({}, form, { entries: read.slice(0, 1) });
  const entries = [...form.entries];
  for (const entry of read) {
    const isThere = entries.some(({ email }) => email.toLowerCase() === entry.email.toLowerCase());
    if (!isThere) entries.push(entry);
  }
  return Object.assign({}, form, { typed: '', entries });
}

type Words = ReturnType<typeof useTranslation<'adding'>>['t'];

type Refusal = Pick<State, 'error' | 'errorField'>;

function refusalOf(step: Step, form: Form, t: Words): Refusal | undefined {
  const asksAddress = step.fields.some(({ name }) => name === 'email');
  const [first, ...more] = form.entries;
  const wrong = form.entries.filter(({ email }) => !/^[^\s@]+@[^\s@]+$/u.test(email));
  if (asksAddress && wrong.length > 0) {
    const isOne = more.length === 0 && first?.email === form.typed.trim();
    const error = isOne ? t('problems.address') : t('wrong', { count: wrong.length });
    return { error, errorField: 'email' };
  }
  const missing = missingField(step, form);
  if (missing === undefined) return undefined;
  const error = missing === 'email' ? t('problems.noAddress') : t('problems.missing');
  return { error, errorField: missing };
}
