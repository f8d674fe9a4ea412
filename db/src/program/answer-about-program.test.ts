import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { raiseHistoryAlarm } from '../log/history-alarm.ts';
import { answerAboutProgram } from './answer-about-program.ts';

const TOKEN = 'a-token-for-prometheus';
const away = { database: false, queues: false };
let isStopping = false;
let url: string;
const ask = (name: keyof typeof away) => async () => {
  if (away[name]) throw new Error('it is away');
};
const server = createServer(
  (request, response) =>
    void answerAboutProgram(
      {
        dependencies: { database: ask('database'), queues: ask('queues') },
        figures: () => [{ name: 'hamnevis_done_total', help: 'What was done', type: 'counter', value: 3 }],
        metricsToken: TOKEN,
        isStopping: () => isStopping,
      },
      request,
      response,
    ),
);
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  Object.assign(away, { database: false, queues: false });
  isStopping = false;
});
afterAll(() => void server.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}${path}`, { headers });
  return { status: answer.status, text: await answer.text() };
};

test('a program that lacks what it needs lives, is not ready, and says what is away', async () => {
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ok\n' });
  away.queues = true;
  expect((await get('/livez')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(503);
  const health = await get('/health');
  expect([health.status, JSON.parse(health.text)]).toEqual([
    503,
    { state: 'down', dependencies: { database: { state: 'ok' }, queues: { state: 'down' } } },
  ]);
});

test('a program that stops takes nothing more, however well everything else is', async () => {
  isStopping = true;
  expect([(await get('/readyz')).status, (await get('/livez')).status]).toEqual([503, 200]);
});

test('what it counts is for this machine and for the token; to everybody else there is nothing there', async () => {
  const proxied = { 'x-forwarded-for': '127.0.0.1' };
  expect((await get('/metrics')).text).toContain('hamnevis_done_total 3\n');
  expect((await get('/metrics', proxied)).status).toBe(404);
  expect((await get('/metrics', { ...proxied, authorization: 'Bearer a guess' })).status).toBe(404);
  expect((await get('/metrics', { ...proxied, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  expect((await get('/anything')).status).toBe(404);
});

test('alarms of this process are counted by kind, from zero on, under one head', async () => {
  const before = (await get('/metrics')).text;
  expect(before.match(/^# TYPE hamnevis_history_alarms_total counter$/gm)).toHaveLength(1);
  expect(before).toContain('hamnevis_history_alarms_total{kind="corrupt-snapshot"} 0\n');
  raiseHistoryAlarm({ kind: 'corrupt-snapshot', documentId: 'one', sequence: 1 });
  const after = (await get('/metrics')).text;
  expect(after).toContain('hamnevis_history_alarms_total{kind="corrupt-snapshot"} 1\n');
  expect(after).toContain('hamnevis_history_alarms_total{kind="missing-rows"} 0\n');
});
