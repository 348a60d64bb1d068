/** The exit codes. `muster --help` prints this table. */
export const EXIT = {
  /** did what was asked; nothing was found wrong */
  fine: 0,
  /** the other side answered wrongly, or a check failed: the list is printed */
  wrong: 1,
  /** the command, its options or the settings are not right: nothing was done */
  usage: 2,
  /** the server or the database could not be reached, or refused */
  unreachable: 3,
  /** Ctrl-C */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `Exit codes:
  0  done, and nothing found wrong
  1  wrong answers or failed checks, listed above
  2  the command, its options or the settings are not right; nothing was done
  3  the server or the database could not be reached, or refused
  130  ended by Ctrl-C`;
