import type { Operations } from '@muster/client';
import type { Console } from '../../data/console.js';
import type { Choice } from '../picker/picker.js';
import type { Address } from './addresses.js';

export type Step = Console['add']['steps'][number];
export type Field = Step['fields'][number];

/** `link`: no mail goes out, the link is shown once. */
export type Mode = 'form' | 'link';

export interface Entry extends Address {
  /** why it was not sent, or will not be */
  readonly problem?: string;
}

export interface Form {
  /** what is typed and not read yet */
  readonly typed: string;
  readonly entries: readonly Entry[];
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
  readonly products: readonly string[];
  readonly spaces: readonly Choice[];
  readonly message: string;
  readonly lifeDays: number | undefined;
  readonly locale: string | undefined;
}

export function emptyForm({ roleChoice, roles }: Console): Form {
  const { defaultRole } = roleChoice;
  const mayGive = roles.some(({ name, mayGive: may }) => may && name === defaultRole);
  return {
    typed: '',
    entries: [],
    name: '',
    firstName: '',
    lastName: '',
    roles: defaultRole !== undefined && mayGive ? [defaultRole] : [],
    products: [],
    spaces: [],
    message: '',
    lifeDays: undefined,
    locale: undefined,
  };
}

export function isDirty(form: Form, empty: Form): boolean {
  return JSON.stringify(form) !== JSON.stringify(empty);
}

export function fieldsOf(steps: readonly Step[]): ReadonlyMap<Field['name'], Field> {
  return new Map(
    steps.flatMap(({ fields }) => fields.map((field) => [field.name, field] as const)),
  );
}

/** The first field of a step that has not what it needs. */
export function missingField({ fields }: Step, form: Form): Field['name'] | undefined {
  return fields.find(({ name, required }) => {
    if (name === 'email') return form.entries.length === 0;
    if (required !== true) return false;
    const value = name === 'seats' ? form.products : form[name];
    if (value === undefined || typeof value === 'number') return value === undefined;
    return typeof value === 'string' ? value.trim() === '' : value.length === 0;
  })?.name;
}

type Invitation = Operations['createInvitation']['input']['body'];

/** What is sent for one address: fields that the form does not have are left out. */
export function invitationOf(
  form: Form,
  { email, name }: Address,
  { mode, spaceRole }: { readonly mode: Mode; readonly spaceRole: string },
): Invitation {
  const given = form.name.trim() === '' ? name : form.name.trim();
  const [firstName, lastName] = [form.firstName.trim(), form.lastName.trim()];
  const spaces = form.spaces.map(({ id }) => ({ spaceId: id, role: spaceRole }));
  return {
    email,
    ...(given !== undefined && { name: given }),
    ...(firstName !== '' && { firstName }),
    ...(lastName !== '' && { lastName }),
    ...(form.roles.length > 0 && { roles: [...form.roles] }),
    ...(form.products.length > 0 && { products: [...form.products] }),
    ...(spaces.length > 0 && { spaces }),
    ...(form.message.trim() !== '' && { message: form.message.trim() }),
    ...(form.lifeDays !== undefined && { lifeDays: form.lifeDays }),
    ...(form.locale !== undefined && { locale: form.locale }),
    ...(mode === 'link' && { send: false }),
  };
}
