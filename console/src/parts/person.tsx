import type { ReactNode } from 'react';
import { BASE } from '../data/server.js';
import classes from './person.module.css';

interface AvatarProps {
  readonly name: string;
  /** a path of this server: pictures of other hosts are not asked for (console K2) */
  readonly path?: string | undefined;
  readonly size?: number;
}

/** The picture where Muster keeps one, else the initials. It is decoration: the name stands beside it. */
export function Avatar({ name, path, size = 28 }: AvatarProps): ReactNode {
  const measures = { width: size, height: size };
  if (path !== undefined && path.startsWith('/')) {
    return <img className={classes['avatar']} src={BASE + path} alt="" style={measures} />;
  }
  return (
    <span className={classes['avatar']} style={measures} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

interface PersonProps extends AvatarProps {
  /** the second line: mostly the address */
  readonly detail?: string | undefined;
}

export function Person({ name, detail, path, size }: PersonProps): ReactNode {
  return (
    <span className={classes['person']}>
      <Avatar name={name} path={path} {...(size !== undefined && { size })} />
      <span className={classes['words']}>
        <bdi className={classes['name']}>{name}</bdi>
        {detail !== undefined && (
          <bdi className={classes['detail']} dir="ltr">
            {detail}
          </bdi>
        )}
      </span>
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}
