/**
 * The import table as a page and as a picture, made from config/modules.cjs: docs/architecture.md holds the table between two
 * comments, docs/architecture.svg is the picture. test/project/documents.test.ts compares both with what is made here, and
 * `npm run pages` writes them.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { modules, homes } = require('./modules.cjs');

const CORE = 'core';
const isThere = (name) =>
  existsSync(join(__dirname, '..', name.startsWith('packages/') ? name : join('src', name)));
const isCorePart = (name) => name.startsWith('core/');

/** The table for people: the nine modules of the core import those before them, which one row says. */
function importTable() {
  const rows = Object.entries(modules).map(([name, imports]) => {
    const shown = isCorePart(name) ? imports.map((one) => one.replace('core/', '')) : imports;
    const short = name === CORE ? ['core/*', 'store', 'kernel'] : shown;
    return `| ${name} | ${short.join(', ') || 'nothing of ours'} |`;
  });
  const packages = Object.entries(homes).map(
    ([name, owners]) => `| ${name.split('|').join(', ')} | ${owners.join(', ')} |`,
  );
  return [
    '| module | may import |',
    '|---|---|',
    ...rows,
    '',
    '| package of npm | is used in |',
    '|---|---|',
    ...packages,
  ].join('\n');
}

/** Imports without those that a longer way implies, and with the core as one module. */
function arrows() {
  const names = Object.keys(modules).filter((name) => !isCorePart(name));
  const direct = new Map(
    names.map((name) => [name, modules[name].filter((one) => !isCorePart(one))]),
  );
  const reaches = (from, to) =>
    (direct.get(from) ?? []).some((one) => one === to || reaches(one, to));
  return names.flatMap((from) =>
    direct
      .get(from)
      .filter((to) => !direct.get(from).some((other) => other !== to && reaches(other, to)))
      .map((to) => [from, to]),
  );
}

const BOX = { width: 150, height: 34, gapX: 18, gapY: 46 };
const MARGIN = 24;

function levels(list) {
  const below = new Map();
  for (const [from, to] of list) below.set(from, [...(below.get(from) ?? []), to]);
  const level = (name) => Math.max(0, ...(below.get(name) ?? []).map((one) => level(one) + 1));
  const byLevel = [];
  for (const name of Object.keys(modules).filter((one) => !isCorePart(one))) {
    (byLevel[level(name)] ??= []).push(name);
  }
  return byLevel;
}

const CORE_COLUMNS = 5;

/** Modules in rows, importers above; the nine modules of the core inside its box, in their order. */
function picture() {
  const list = arrows();
  const rows = levels(list).reverse();
  const parts = Object.keys(modules).filter(isCorePart);
  const coreRows = Math.ceil(parts.length / CORE_COLUMNS);
  const coreSize = {
    width: CORE_COLUMNS * 116 + 20,
    height: 30 + coreRows * 34,
  };
  const sizeOf = (name) => (name === CORE ? coreSize : BOX);
  const rowWidth = (row) =>
    row.reduce((sum, name) => sum + sizeOf(name).width, 0) + (row.length - 1) * BOX.gapX;
  const width = Math.max(...rows.map(rowWidth)) + 2 * MARGIN;
  const at = new Map();
  let y = MARGIN;
  for (const row of rows) {
    let x = (width - rowWidth(row)) / 2;
    for (const name of row) {
      at.set(name, { x, y, ...sizeOf(name) });
      x += sizeOf(name).width + BOX.gapX;
    }
    y += Math.max(...row.map((name) => sizeOf(name).height)) + BOX.gapY;
  }
  const height = y - BOX.gapY + MARGIN;
  const line = ([from, to]) => {
    const [a, b] = [at.get(from), at.get(to)];
    const [x1, y1] = [a.x + a.width / 2, a.y + a.height];
    const [x2, y2] = [b.x + b.width / 2, b.y];
    const middle = (y1 + y2) / 2;
    return `<path d="M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2 - 5}" class="arrow" marker-end="url(#tip)"/>`;
  };
  const box = (name) => {
    const { x, y: top, width: w, height: h } = at.get(name);
    const title = `<text x="${x + w / 2}" y="${top + (name === CORE ? 18 : h / 2 + 5)}">${name}</text>`;
    const frame = `<rect x="${x}" y="${top}" width="${w}" height="${h}" rx="6" class="${name === CORE ? 'core' : isThere(name) ? 'module' : 'module planned'}"/>`;
    if (name !== CORE) return frame + title;
    const inner = parts.map((part, index) => {
      const px = x + 10 + (index % CORE_COLUMNS) * 116 + 3;
      const py = top + 28 + Math.floor(index / CORE_COLUMNS) * 34;
      const label = `${index + 1} ${part.replace('core/', '')}`;
      return `<rect x="${px}" y="${py}" width="110" height="28" rx="4" class="part"/><text x="${px + 55}" y="${py + 18}" class="small">${label}</text>`;
    });
    return frame + title + inner.join('\n');
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img" aria-label="Modules of Muster; an arrow means: may import">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#6b7785"/></marker></defs>
<style>rect{stroke:#3b4a5a;stroke-width:1}.module{fill:#eef3f8}.planned{fill:#fff;stroke-dasharray:4 3}.core{fill:#f7f3e8}.part{fill:#fff}.arrow{fill:none;stroke:#6b7785;stroke-width:1.1}text{font-size:13px;text-anchor:middle;fill:#1f2a36}.small{font-size:12px}</style>
<rect x="0" y="0" width="${width}" height="${height}" fill="#fff" style="stroke:none"/>
${list.map(line).join('\n')}
${[...at.keys()].map(box).join('\n')}
</svg>
`;
}

module.exports = { importTable, picture };
