// The product as `npm start` runs it, but that it fetches images from sites on this machine too: a story has one there.
import { createImageFetcher } from '@hamnevis/api/fetching/fetch-image';
import { runLauncher } from '../launcher/run-launcher.ts';

await runLauncher({
  imageFetcher: createImageFetcher({ mayAlsoReach: (address) => address === '127.0.0.1' }),
});
