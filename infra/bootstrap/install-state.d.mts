export type InstallState = { kind: 'fresh' } | { kind: 'unstamped' } | { kind: 'stale'; reason: string };
export function stampPath(root: string): string;
export function wantedStamp(root: string): string;
export function installState(root: string): InstallState;
