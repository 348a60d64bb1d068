import type { ReactNode } from 'react';
import { MeanwhileError, problemOf } from '../data/problems.js';
import classes from './dialogs.module.css';
import { Meanwhile } from './meanwhile.js';

/** Why a form or a question was refused, above its buttons: in words, or what somebody else has changed. Nothing where nothing was. */
export function FormError({ error }: { readonly error: unknown }): ReactNode {
  if (error === undefined || error === null) return null;
  if (error instanceof MeanwhileError) return <Meanwhile error={error} />;
  return (
    <p className={classes['error']} role="alert">
      {problemOf(error).detail}
    </p>
  );
}
