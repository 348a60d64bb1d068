/** One line of a Dockerfile, continued lines joined: `COPY`, `--from=build a b`. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** `FROM image AS name` and what follows it. */
export interface Stage {
  readonly image: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const stages: { image: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') {
      const [image = '', , as = ''] = rest.split(/\s+/);
      stages.push({ image, name: as, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, rest });
    }
  }
  return stages;
}

export interface Copy {
  /** a stage; undefined for the build context */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

/** @throws Error for forms that the replay does not know: wildcards, a list in brackets, unknown flags */
export function copyOf({ rest }: Instruction): Copy {
  const words = rest.split(/\s+/);
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.slice(flags.length);
  const unknown = flags.filter((flag) => !/^--(from|chown|chmod|link)\b/.test(flag));
  if (unknown.length > 0 || /[*?[\]]/.test(rest)) {
    throw new Error(`The replay does not know this form: COPY ${rest}`);
  }
  const [from] = flags.filter((flag) => flag.startsWith('--from=')).map((flag) => flag.slice(7));
  return {
    ...(from !== undefined && { from }),
    sources: paths.slice(0, -1),
    target: paths.at(-1) ?? '',
  };
}

/** `A=1 B="two words"` of every ENV. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => [...rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)]);
  return Object.fromEntries(
    pairs.map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? ''] as const),
  );
}

/** The last instruction of that name, as the words of its JSON form. */
export function commandOf(stage: Stage, name: string): string[] {
  const found = stage.instructions.filter((instruction) => instruction.name === name).at(-1);
  const [, list] = /(\[.*\])\s*$/.exec(found?.rest ?? '') ?? [];
  if (list === undefined) throw new Error(`The Dockerfile has no ${name} in JSON form.`);
  return JSON.parse(list) as string[];
}

/** Tells whether .dockerignore keeps a path of the build context out of it. */
export function ignorer(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: line.replace(/^!/, '') }))
    .map(({ keeps, pattern }) => ({ keeps, matches: expressionOf(pattern) }));
  return (path) => {
    const parts = path.split('/');
    // a folder that is ignored takes along what it holds
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    let ignored = false;
    for (const { keeps, matches } of rules) {
      if (paths.some((one) => matches.test(one))) ignored = !keeps;
    }
    return ignored;
  };
}

/** `**` stands for any number of folders, `*` for anything without a slash. */
function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/^\/|\/$/g, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}$`);
}
