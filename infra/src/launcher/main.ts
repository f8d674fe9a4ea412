// `npm start`.
import { runLauncher } from './run-launcher.ts';

await runLauncher();
