/** Where in the sheet: the row as a spreadsheet program numbers it, the column as its letters or its title. */
export interface SheetPosition {
  readonly row?: number;
  readonly column?: string;
}

/**
 * Why a file is not read, or not written. `unreadable`: the bytes are not what they claim to be, or are damaged; `refused`: the
 * file is well-formed and of a kind that is never opened; `too_large`: a limit is exceeded.
 */
export type SheetErrorCode = 'unreadable' | 'refused' | 'too_large';

/** What is known of the case, as JSON: `reason` or `limit`, `hint`, and the position in the sheet. */
export type SheetErrorDetails = Readonly<Record<string, unknown>>;

const MESSAGES: Readonly<Record<SheetErrorCode, string>> = {
  unreadable: 'The file cannot be read as a sheet.',
  refused: 'The file is of a kind that is not opened.',
  too_large: 'The sheet is too large.',
};

/** The only error that this package throws by itself. Its details name the reason and the next step, in English. */
export class SheetError extends Error {
  override readonly name = 'SheetError';

  constructor(
    readonly code: SheetErrorCode,
    readonly details: SheetErrorDetails,
    options?: ErrorOptions,
  ) {
    super(`${MESSAGES[code]} ${JSON.stringify(details)}`, options);
  }
}

/** The bytes are not what they claim to be, or are damaged. */
export function unreadable(
  reason: string,
  hint: string,
  position: SheetPosition = {},
  cause?: unknown,
): SheetError {
  return new SheetError('unreadable', { reason, hint, ...position }, { cause });
}

/** The file is well-formed as far as it was read, and is of a kind that is never opened. */
export function refused(reason: string, hint: string, position: SheetPosition = {}): SheetError {
  return new SheetError('refused', { reason, hint, ...position });
}

export function tooLarge(
  limit: keyof typeof HINTS,
  max: number,
  position: SheetPosition = {},
): SheetError {
  return new SheetError('too_large', { limit, most: max, hint: HINTS[limit], ...position });
}

const HINTS = {
  bytes: 'Split the file, or take pictures and unused sheets out of it.',
  unpackedBytes: 'Split the file, or take pictures and unused sheets out of it.',
  rows: 'Split the sheet into several files.',
  columns: 'Take out the columns that are not needed.',
  cellCharacters: 'Shorten the text of that cell.',
  distinctText: 'Split the file, or take unused sheets out of it.',
};
