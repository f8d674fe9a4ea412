// What a program counts, for /metrics. Few enough that no library stands between them and the text that Prometheus reads.

/** One figure. `counter`: it only rises while the program runs; its name ends with `_total`. */
export interface Figure {
  name: `hamnevis_${string}`;
  help: string;
  type: 'gauge' | 'counter';
  /** Tells figures of one name apart; they stand one after the other. */
  labels?: Readonly<Record<string, string>>;
  value: number;
}

export const FIGURES_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Figures in the text format of Prometheus. */
export function writeFigures(figures: readonly Figure[]): string {
  return figures
    .map(({ name, help, type, labels = {}, value }, index) => {
      const head =
        figures[index - 1]?.name === name ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      const told = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
      return `${head}${name}${told.length > 0 ? `{${told.join(',')}}` : ''} ${value}\n`;
    })
    .join('');
}
