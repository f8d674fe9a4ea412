import { buildClient, ClientBuildFailed } from './build-client.ts';

try {
  const { built } = await buildClient(console.log);
  console.log(built ? 'The client is built.' : 'The client is current.');
} catch (error) {
  if (!(error instanceof ClientBuildFailed)) throw error;
  console.error(error.output);
  console.error(`hamnevis: ${error.message}; the bundler's last lines stand above.`);
  process.exitCode = 1;
}
