/** The theme's colour of a person; anything unknown gets the first, so that no foreign style can enter. */
export function personColor(color: string | undefined): string {
  return color && /^p[1-6]$/.test(color) ? `var(--${color})` : 'var(--p1)';
}
