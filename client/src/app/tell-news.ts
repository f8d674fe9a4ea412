// What this tab tells about itself, whatever screen is open: that the product has a newer version, and that a part which
// was asked for is not there yet. Loaded after the first screen, while the server still has it.
import { i18n, loadShelf } from '../lib/i18n.ts';
import { allSettled } from '../lib/live/open-sessions.ts';
import { isServerThere, watchVersion } from '../lib/new-version.ts';
import { onLatePart } from '../lib/persistently.ts';
import { notify } from '../ui/notices.tsx';

/** So often in vain, within some seconds. */
const GONE_AFTER = 3;

/** Begins to tell. */
export async function tellNews(): Promise<void> {
  await loadShelf('entry');
  onLatePart((times) => {
    if (times === 1) notify('news', i18n.t('news.partIsLate'));
    if (times === GONE_AFTER) void tellIfGone();
  });
  watchVersion(() =>
    notify('news', i18n.t('news.newVersion'), {
      label: i18n.t('actions.reload'),
      run: () => void reloadWhenSaved(),
    }),
  );
}

/** With a line, and still not there: a deployment has taken it away, and only another page has what stands in its place. */
async function tellIfGone(): Promise<void> {
  if (!(await isServerThere())) return;
  notify('news', i18n.t('news.partIsGone'), {
    label: i18n.t('actions.reload'),
    run: () => void reloadWhenSaved(),
  });
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
