// What this tab tells about itself, whatever screen is open: that the product has a newer version, and that a part which
// was asked for is not there yet. Loaded after the first screen, while the server still has it.
import { i18n, loadShelf } from '../lib/i18n.ts';
import { onLatePart } from '../lib/late-part.ts';
import { allSettled } from '../lib/live/open-sessions.ts';
import { watchVersion } from '../lib/new-version.ts';
import { notify } from '../ui/notices.tsx';

/** Begins to tell. */
export async function tellNews(): Promise<void> {
  await loadShelf('entry');
  onLatePart(() => notify('news', i18n.t('news.partIsLate')));
  watchVersion(() =>
    notify('news', i18n.t('news.newVersion'), {
      label: i18n.t('actions.reload'),
      run: () => void reloadWhenSaved(),
    }),
  );
}

async function reloadWhenSaved(): Promise<void> {
  let isSaved = false;
  const saved = allSettled().then(() => {
    isSaved = true;
  });
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, 300))]);
  if (!isSaved) notify('news', i18n.t('news.reloadsWhenSaved'));
  await saved;
  window.location.reload();
}
