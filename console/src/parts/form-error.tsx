import type { ReactNode } from 'react';
import { problemOf } from '../data/problems.js';
import classes from './dialogs.module.css';

/** Why a form was refused: the server's sentence, above the buttons. Nothing where nothing was. */
export function FormError({ error }: { readonly error: unknown }): ReactNode {
  if (error === undefined || error === null) return null;
  return (
    <p className={classes['error']} role="alert">
      {problemOf(error).detail}
    </p>
  );
}
