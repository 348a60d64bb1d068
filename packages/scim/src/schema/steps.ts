/** A reading that may be long: at each `yield`, others may have their turn. What it returns and throws does not depend on that. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Values of a list that are read between two steps: a millisecond of a processor. */
export const STEP_SIZE = 2_000;

/** All steps in one go. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** One step after the other, and `pause` between two: a short reading never waits. */
export async function withPauses<T>(
  steps: Steps<T>,
  pause: (() => Promise<void>) | undefined,
): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause?.();
  }
}
