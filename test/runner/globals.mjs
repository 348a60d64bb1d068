// `@jest/globals` of the test run: what the file that runs now gets. The bindings are live, so shared modules see them change.
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test, jest;

export function setGlobals(globals, mocker) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals);
  jest = {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
  };
}
