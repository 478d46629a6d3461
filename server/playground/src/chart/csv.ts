import type { Cell, Table } from './table';

// csv is a table by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it, for
// property values come from anybody who chats; numbers stay numbers, and a null is an empty field.
export function csv(table: Table): string {
  const head = [...table.keys, ...table.metrics].map((column) => column.name);
  const rows = table.rows.map((row) => [...row.keys, ...row.metrics]);
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(cell: Cell): string {
  if (cell === null) return '';
  let text = String(cell);
  if (typeof cell === 'string' && /^\s*[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
