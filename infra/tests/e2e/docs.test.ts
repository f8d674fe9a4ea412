// The interactive documentation in a real browser: drawn by our own files, under our own policy, with no network.
import type { AddressInfo } from 'node:net';
import { buildApi, type TestApi } from '@hamnevis/api/testing/build-api';
import { type ServerType, serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../src/testing/launch-browser.ts';

let api: TestApi;
let server: ServerType;
let browser: Browser;
let url: string;
beforeAll(async () => {
  api = await buildApi();
  await new Promise<void>((ready) => {
    server = serve({ fetch: api.app.fetch, hostname: '127.0.0.1', port: 0 }, () => ready());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  await api?.drop();
});

test('/docs draws every route, breaks no policy, asks nobody else, and tries a route out', async () => {
  const page = await browser.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => void asked.push(request.url()));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(`${url}/docs`);
  await page.locator('.opblock').first().waitFor();
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const routes = Object.values(paths).flatMap((path) => Object.keys(path));
  expect(await page.locator('.opblock').count()).toBe(routes.length);

  const setup = page
    .locator('#operations-set-up-get_api_v1_setup, .opblock:has([data-path="/api/v1/setup"])')
    .first();
  await setup.locator('.opblock-summary').first().click();
  await setup.getByRole('button', { name: 'Try it out' }).click();
  await setup.getByRole('button', { name: 'Execute' }).click();
  await setup.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  expect(asked.filter((address) => !address.startsWith(`${url}/`) && !address.startsWith('data:'))).toEqual(
    [],
  );
  expect(asked).toContain(`${url}/api/v1/setup`);
  expect(faults).toEqual([]);
});
