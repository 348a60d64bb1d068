import type { ReactNode } from 'react';
import { refusalWords } from '../texts/refusals.js';
import { useTexts } from '../texts/use-texts.js';
import classes from './refused.module.css';

export interface RefusedRow {
  readonly id: string;
  readonly code?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly message?: string | undefined;
}

interface RefusedProps {
  /** how many there are, in words */
  readonly title: string;
  readonly results: readonly RefusedRow[];
  readonly names: readonly { readonly id: string; readonly name: string }[];
}

/** Rows of a change of many that were not done, each with the reason. */
export function Refused({ title, results, names }: RefusedProps): ReactNode {
  useTexts('refusals');
  if (results.length === 0) return null;
  return (
    <div className={classes['refused']} role="alert">
      <p>{title}</p>
      <ul>
        {results.map(({ id, code = 'internal', details, message }) => (
          <li key={id}>
            <bdi>{names.find((one) => one.id === id)?.name ?? id}</bdi>:{' '}
            {refusalWords({ code, details, message })}
          </li>
        ))}
      </ul>
    </div>
  );
}
