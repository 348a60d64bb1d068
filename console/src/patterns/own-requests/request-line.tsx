import type { ReactNode } from 'react';
import { Status, type StatusTone } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import classes from './own-requests.module.css';

interface RequestLineProps {
  /** what was asked for */
  readonly name: string;
  readonly tone: StatusTone;
  readonly status: string;
  /** RFC 3339: when it was decided, else when it was made */
  readonly at: string;
  /** what was written, each with its label */
  readonly words: readonly (readonly [label: string, text: string | undefined])[];
  /** what can still be done */
  readonly children?: ReactNode;
}

/** One request: what, where it stands, since when, and the words of both sides. */
export function RequestLine(props: RequestLineProps): ReactNode {
  const { name, tone, status, at, words, children } = props;
  return (
    <li className={classes['line']}>
      <span className={classes['words']}>
        <bdi className={classes['name']}>{name}</bdi>
        {words.map(
          ([label, text]) =>
            text !== undefined && (
              <small key={label} className="muted">
                {label}: <q dir="auto">{text}</q>
              </small>
            ),
        )}
      </span>
      <span className={classes['state']}>
        <Status tone={tone}>{status}</Status>
        <small className="muted">
          <Time at={at} />
        </small>
        {children}
      </span>
    </li>
  );
}
