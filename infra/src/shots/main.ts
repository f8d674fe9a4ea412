// `npm run shots`: pictures of every screen in both languages, light and dark, on a desk and on a phone, into `shots/`
// (which git ignores). `npm run shots -- people home` takes those alone; `fa`, `en`, `light`, `dark`, `desk`, `phone`
// narrow the looks.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { buildClient, repositoryRoot } from '../client-build/build-client.ts';
import { launchBrowser } from '../testing/launch-browser.ts';
import { SCREENS } from './screen-list.ts';
import { type Look, openStudio } from './stage.ts';

const LOOKS: readonly Look[] = (['fa', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['desk', 'phone'] as const).map((device) => ({ language, colorScheme, device })),
  ),
);

const wishes = new Set(process.argv.slice(2));
const wishedOf = (names: readonly string[]) => names.filter((name) => wishes.has(name));
const isWished = (name: string, among: readonly string[]) => wishedOf(among).length === 0 || wishes.has(name);
const names = SCREENS.map(({ name }) => name);
const unknown = [...wishes].filter(
  (wish) => ![...names, 'fa', 'en', 'light', 'dark', 'desk', 'phone'].includes(wish),
);
if (unknown.length > 0) {
  console.error(`hamnevis: no screen or look "${unknown.join('", "')}"; there are: ${names.join(', ')}`);
  process.exit(1);
}

const folder = path.join(repositoryRoot, 'shots');
mkdirSync(folder, { recursive: true });
await buildClient(console.log);
const browser = await launchBrowser();
const studio = await openStudio(browser);
let failed = 0;
try {
  for (const look of LOOKS) {
    const { language, colorScheme, device } = look;
    if (!isWished(language, ['fa', 'en']) || !isWished(colorScheme, ['light', 'dark'])) continue;
    if (!isWished(device, ['desk', 'phone'])) continue;
    for (const screen of SCREENS) {
      if (!isWished(screen.name, names)) continue;
      const file = `${screen.name}.${language}.${colorScheme}.${device}.png`;
      try {
        const { page, close } = await studio.show(screen, look);
        await page.screenshot({ path: path.join(folder, file), fullPage: true });
        await close();
      } catch (error) {
        failed += 1;
        console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    console.log(`${language}, ${colorScheme}, ${device}`);
  }
} finally {
  await studio.stop();
  await browser.close();
}
console.log(failed === 0 ? `The pictures are in ${folder}.` : `${failed} screens could not be shown.`);
process.exitCode = failed === 0 ? 0 : 1;
