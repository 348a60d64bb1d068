/** How long an answer waits for work that goes on behind it, milliseconds. */
const MAX_WAIT_MS = 1_000;

/**
 * The result of work that a large organization makes long, or undefined when it takes more than a second or fails. A failure is
 * logged by the background that runs the work, and a mark in the store makes a job go on with it.
 */
export async function waitShortly<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), MAX_WAIT_MS);
  });
  const result = await Promise.race([work.catch(() => undefined), tooLong]);
  clearTimeout(timer);
  return result;
}
