// The product as `npm start` runs it, but that it is newer than the client that it gives: articles may hold what that one
// does not know.
import { becomeNewer } from '@hamnevis/core/testing/newer-schema';
import { runLauncher } from '../launcher/run-launcher.ts';

becomeNewer();
await runLauncher();
