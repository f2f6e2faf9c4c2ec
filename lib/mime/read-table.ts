// Comma-separated values (RFC 4180) as rows; also with semicolons or tabs, as programs of other countries write them.

/** What is read of a table; `field` is in UTF-16 units. */
export interface TableLimits {
  rows: number;
  columns: number;
  field: number;
}

/** The beginning of a table; `isCut` when there is more than the limits let through. Never throws: what is not closed ends with the text. */
export function readTable(text: string, limits: TableLimits): { rows: string[][]; isCut: boolean } {
  const delimiter = delimiterOf(text);
  const field = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)(?:"|$))?([^${delimiter}\\r\\n]*)(${delimiter}|\\r\\n?|\\n|$)`,
    'uy',
  );
  const rows: string[][] = [];
  let row: string[] = [];
  let isCut = false;
  for (let isOpen = text !== ''; isOpen; ) {
    const [, quoted, plain = '', end = ''] = field.exec(text) ?? [];
    const value = `${(quoted ?? '').replaceAll('""', '"')}${plain}`;
    if (row.length < limits.columns) row.push(value.slice(0, limits.field));
    else isCut = true;
    isCut ||= value.length > limits.field;
    if (end === delimiter) continue;
    rows.push(row);
    row = [];
    // A line end at the very end begins no row.
    isOpen = field.lastIndex < text.length && field.lastIndex > 0;
    if (isOpen && rows.length === limits.rows) return { rows, isCut: true };
  }
  return { rows, isCut };
}

/** What stands most often in the first line, outside of quotes. Commas may be in a text, tabs hardly. */
function delimiterOf(text: string): string {
  const line = /^(?:"[^"]*"|[^\r\n])*/u.exec(text.slice(0, 10_000))?.[0].replace(/"[^"]*"/gu, '') ?? '';
  const count = (sign: string) => line.split(sign).length - 1;
  return [';', '\t'].reduce(
    (best, sign) => (count(sign) > 0 && count(sign) >= count(best) ? sign : best),
    ',',
  );
}
