import type { Cell, Table } from './table';

// csv is a table by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it, for
// property values come from anybody who chats; numbers stay numbers, also those that are texts. A null is an empty
// field, an empty text is "".
export function csv(table: Table): string {
  const before = table.rows.some((row) => row.before);
  const others = table.rows.some((row) => row.others);
  const partial = table.rows.some((row) => row.partial !== undefined);
  const head = [...table.keys, ...table.metrics].map((column) => column.name);
  if (before) head.push(...table.metrics.map((metric) => `${metric.name} (before)`));
  if (others) head.push('others');
  if (partial) head.push('partial');
  const rows = table.rows.map((row) => {
    const cells = [...row.keys, ...row.metrics];
    if (before) cells.push(...table.metrics.map((_, i) => row.before?.[i] ?? null));
    if (others) cells.push(row.others ?? false);
    if (partial) cells.push(row.partial ?? false);
    return cells;
  });
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

// What makes a formula of a text in one spreadsheet or another, also behind spaces, a tab or a separator.
const formula = /^\s*[=+\-@＝＋－＠\t\r]|[;\t\r\n]\s*[=+\-@＝＋－＠]/u;
const plainNumber = /^[+-]?\d+([.,]\d+)?$/;

function field(cell: Cell): string {
  if (cell === null) return '';
  let text = String(cell);
  if (text === '') return '""';
  if (typeof cell === 'string' && formula.test(text) && !plainNumber.test(text)) text = `'${text}`;
  return /[",;\t\r\n'＝＋－＠]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
