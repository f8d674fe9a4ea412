import { readFileSync } from 'node:fs';
import {
  parseSettings,
  SETTING_NAMES,
  type SettingFault,
  type SettingsResult,
} from '@hamnevis/core/settings/settings';

/**
 * Settings from an environment, with `NAME_FILE` resolved first (how containers are given secrets). A file that
 * cannot be read is one fault among the others. All programs begin here.
 */
export function readSettings(environment: Record<string, string | undefined>): SettingsResult {
  const resolved = { ...environment };
  const faults: SettingFault[] = [];
  for (const name of SETTING_NAMES) {
    const file = environment[`${name}_FILE`]?.trim();
    if (!file) continue;
    if (environment[name]?.trim()) {
      faults.push({ setting: `${name}_FILE`, message: `is set together with ${name}: one of them must go` });
      continue;
    }
    try {
      resolved[name] = readFileSync(file, 'utf8').trimEnd();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      faults.push({ setting: `${name}_FILE`, message: `names ${file}, which cannot be read (${code})` });
      // Absent would bring a second fault that is only the first one's shadow.
      delete resolved[name];
    }
  }
  const result = parseSettings(resolved);
  if (faults.length === 0) return result;
  const unread = new Set(faults.map((fault) => fault.setting.replace(/_FILE$/, '')));
  const others = result.ok ? [] : result.faults.filter((fault) => !unread.has(fault.setting));
  return { ok: false, faults: [...faults, ...others] };
}

/** One line per fault, as it is printed at start. */
export function settingFaultLines(faults: readonly SettingFault[]): string[] {
  return faults.map((fault) => `setting ${fault.setting} ${fault.message}`);
}
