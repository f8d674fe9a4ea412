import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../src/checks/check.ts';

export interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Prints a bench's result and keeps it under docs/bench, with the machine it was taken on. */
export function report(
  name: string,
  title: string,
  tables: readonly Table[],
  notes: readonly string[],
): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const text = [
    `# ${title}`,
    '',
    `${date}, on ${machine}. Compare the figures with each other, not with other machines. Again: \`npm run bench -- ${name}\`.`,
    ...tables.flatMap((table) => ['', markdown(table)]),
    '',
    ...notes,
    '',
  ].join('\n');
  console.log(text);
  const folder = join(root, 'docs', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), text);
}

/** The cells of the tables that an earlier run left under this name. */
export function keptRows(name: string): string[][] {
  const file = join(root, 'docs', 'bench', `${name}.md`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

export function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function markdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
