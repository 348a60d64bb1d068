// What a page for readers tells them to type, and what it says comes back. docs/recipes/add-a-guide.md has the rules for authors.

/** A fenced block of a page. */
export interface PageBlock {
  readonly language: string;
  /** line of the page on which its text begins */
  readonly line: number;
  readonly text: string;
  /** number of the last heading above it */
  readonly section: number;
}

/** Lines that are typed into one shell, and what they print where the page shows it. */
export interface ShellBlock {
  readonly line: number;
  readonly text: string;
  readonly output?: string;
}

export interface GuidePage {
  readonly run: readonly ShellBlock[];
  /** first lines of shell blocks that say they are not run */
  readonly notRun: readonly string[];
}

/** How a shell block begins that only the reader can run. */
const NOT_RUN = /^# Not run by the tests: \S/;
/** Names of shells other than `sh` would look like commands and never be tried. */
const OTHER_SHELLS = ['bash', 'shell', 'zsh', 'powershell', 'cmd'];

export function blocksOf(page: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  let section = 0;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^```\s*([\w-]*)/.exec(line);
    if (open && fence) {
      const { language, lines, line: first } = open;
      const text = lines.map((one) => `${one}\n`).join('');
      blocks.push({ language, line: first, text, section });
      open = undefined;
    } else if (fence) open = { language: fence[1] ?? '', line: index + 2, lines: [] };
    else if (open) open.lines.push(line);
    else if (/^#{1,6} /.test(line)) section += 1;
  }
  if (open) throw new Error(`The block that begins on line ${open.line} has no end.`);
  return blocks;
}

/** @throws Error for a block whose commands nobody would try */
export function readGuide(page: string): GuidePage {
  const run: ShellBlock[] = [];
  const notRun: string[] = [];
  const blocks = blocksOf(page);
  for (const [index, { language, line, text, section }] of blocks.entries()) {
    if (OTHER_SHELLS.includes(language)) {
      throw new Error(`Line ${line}: write \`\`\`sh for commands, not \`\`\`${language}.`);
    }
    if (language !== 'sh') continue;
    const [first = ''] = text.split('\n');
    const next = blocks[index + 1];
    const output = next?.language === 'text' && next.section === section ? next.text : undefined;
    if (NOT_RUN.test(first)) notRun.push(first);
    else run.push({ line, text, ...(output !== undefined && { output }) });
  }
  return { run, notRun };
}

/** `…` stands for the rest of a word or line, a line `…` for any lines. */
export function matchesOutput(printed: string, expected: string): boolean {
  const lines = expected.trim().split('\n');
  const pattern = lines.map((line) =>
    line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${lineOf(line)}\\n`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(`${printed.trim()}\n`);
}

function lineOf(line: string): string {
  const parts = line.trimEnd().split('…');
  return `${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^\\n]*')}[ \\t]*`;
}

/** Every port of this machine that the page names. */
export function portsOf(page: string): string[] {
  const found = page.matchAll(/\b(?:127\.0\.0\.1|localhost|0\.0\.0\.0):(\d{4,5})\b/g);
  return [...new Set([...found].map(([, port = '']) => port))];
}
