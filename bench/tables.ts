import type { Row } from './measuring.js';

const HEAD =
  '| operation | size | rate/s | p50 ms | p99 ms | CPU µs | bare rate/s | bare CPU µs | of the bare rate | RSS MB |';

/** Markdown, one line a row. */
export function table(rows: readonly Row[]): string[] {
  return [HEAD, HEAD.replace(/[^|]+/g, ' --- '), ...rows.map(line)];
}

function line({ operation, size, own, bare, rssMb }: Row): string {
  const cells = [
    operation,
    size.toLocaleString('en'),
    rate(own.rate),
    ms(own.p50),
    ms(own.p99),
    own.cpuUs.toFixed(0),
    ...(bare
      ? [rate(bare.rate), bare.cpuUs.toFixed(0), (own.rate / bare.rate).toFixed(2)]
      : ['', '', '']),
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
