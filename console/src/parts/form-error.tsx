import type { ReactNode } from 'react';
import { MeanwhileError, problemOf } from '../data/problems.js';
import classes from './dialogs.module.css';
import { Meanwhile } from './meanwhile.js';

interface FormErrorProps {
  readonly error: unknown;
  /** fields of the form that say by themselves what is wrong with them */
  readonly beside?: readonly string[];
}

/** Why a form or a question was refused, above its buttons: in words, or what somebody else has changed. Nothing where nothing was. */
export function FormError({ error, beside = [] }: FormErrorProps): ReactNode {
  if (error === undefined || error === null) return null;
  if (error instanceof MeanwhileError) return <Meanwhile error={error} />;
  const { detail, fields } = problemOf(error);
  const wrong = Object.keys(fields);
  if (wrong.length > 0 && wrong.every((field) => beside.includes(field))) return null;
  return (
    <p className={classes['error']} role="alert">
      {detail}
    </p>
  );
}
