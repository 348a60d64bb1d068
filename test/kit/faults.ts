import { isFault } from '#kernel/index.js';

/** Code and details of the fault that `work` ends in. */
export async function faultOf(work: Promise<unknown>): Promise<object> {
  try {
    await work;
  } catch (error) {
    if (isFault(error)) return { code: error.code, ...error.details };
    throw error;
  }
  throw new Error('It did not fault.');
}

/** `done`, or the code of the fault: for many at once, of which some go well. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}
