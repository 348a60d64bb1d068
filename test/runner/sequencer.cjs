// The order of a run (`testSequencer` in config/jest.config.js): the longest files first, so that no worker ends alone. A clean clone
// has no times of a run before it; what Jest then goes by, the size of the file, says little of a file that starts browsers or processes.
const { default: Sequencer } = require('@jest/test-sequencer');
const { existsSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
/** Seconds that files took on a slow machine with two cores. */
const KNOWN = require('./long-files.json');

const gone = Object.keys(KNOWN).filter((path) => !existsSync(join(__dirname, '../..', path)));
if (gone.length > 0) {
  throw new Error(
    `test/runner/long-files.json names ${gone.join(', ')}: rename or remove the line.`,
  );
}

module.exports = class LongestFirst extends Sequencer {
  /** Milliseconds: of the last run here, else of the list, else as many as the file has bytes, which is below all of the list. */
  time(test) {
    const { config, hasteFS } = test.context;
    const path = relative(config.rootDir, test.path).split(sep).join('/');
    const known = KNOWN[path] === undefined ? undefined : KNOWN[path] * 1000;
    return super.time(test) ?? known ?? hasteFS.getSize(test.path) ?? 0;
  }
};
