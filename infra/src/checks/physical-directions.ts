// Both directions of writing: styles say start and end. A line that really means a physical side (a shadow, an
// animation of the screen itself) says so with the word "physical:" and the reason in a comment on it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Check, root } from './check.ts';

const IN_STYLES = [
  /(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
  /(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
  /(?:^|[\s;{])(?:left|right)\s*:/,
];
const IN_CODE = [
  /\b(?:margin|padding|border)(?:Left|Right)\b/,
  /\btextAlign\s*[:=]\s*[{]?['"](?:left|right)['"]/,
  /\s(?:ml|mr|pl|pr)=/,
];

/** The faults of one file's text, as `line: what stands there`. */
export function physicalDirections(text: string, kind: 'styles' | 'code'): string[] {
  const patterns = kind === 'styles' ? IN_STYLES : IN_CODE;
  return text.split('\n').flatMap((line, index) => {
    if (line.includes('physical:')) return [];
    return patterns.some((pattern) => pattern.test(line)) ? [`${index + 1}: ${line.trim()}`] : [];
  });
}

export const directionsCheck: Check = {
  name: 'styles say start and end',
  run: async () => {
    const folder = join(root, 'client', 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(css|tsx)$/.test(file),
    );
    const lines = files.flatMap((file) => {
      const path = join(folder, file);
      const kind = file.endsWith('.css') ? 'styles' : 'code';
      return physicalDirections(readFileSync(path, 'utf8'), kind).map(
        (fault) => `${relative(root, path)}:${fault}`,
      );
    });
    return lines.length === 0 ? { ok: true } : { ok: false, lines };
  },
};
