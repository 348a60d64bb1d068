import type { Row } from './measuring.js';

const HEAD =
  '| operation | size | rate/s | p50 ms | p99 ms | CPU µs | former CPU µs | of the former | bare CPU µs | bare, of ours | RSS MB |';

/** Markdown, one line a row. The columns of the former commit are empty where none was compared with. */
export function table(rows: readonly Row[]): string[] {
  return [HEAD, HEAD.replace(/[^|]+/g, ' --- '), ...rows.map(line)];
}

function line({ operation, size, own, former, bare, rssMb }: Row): string {
  const cells = [
    operation,
    size.toLocaleString('en'),
    rate(own.rate),
    ms(own.p50),
    ms(own.p99),
    own.cpuUs.toFixed(0),
    ...(former ? [former.cpuUs.toFixed(0), (own.cpuUs / former.cpuUs).toFixed(2)] : ['', '']),
    ...(bare ? [bare.cpuUs.toFixed(0), (bare.cpuUs / own.cpuUs).toFixed(2)] : ['', '']),
    String(rssMb),
  ];
  return `| ${cells.join(' | ')} |`;
}

function rate(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function ms(value: number): string {
  return value.toFixed(2);
}
