import { hookPoints } from '#integrations/index.js';

/** The table of points in docs/hooks.md. */
export function hookPointsTable(): string {
  const rows = hookPoints().map(
    ({ point, summary, onFailure, because, changeable }) =>
      `| \`${point}\` | ${summary} | \`${onFailure}\`: ${because} | ${
        changeable.map((pointer) => `\`${pointer}\``).join(' ') || 'nothing'
      } |`,
  );
  return ['| point | asked when | when it fails | may change |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}
