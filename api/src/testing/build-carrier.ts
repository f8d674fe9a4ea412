// A carrier of text messages on a port of its own that speaks Kavenegar's wire protocol as far as a client of ours asks it,
// judges what it is sent as Kavenegar does, and can be told to go wrong.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CarriedText {
  /** Of the provider's API, as it stands in the address: `verify/lookup` or `sms/send`. */
  method: string;
  form: Record<string, string>;
}

/** What is answered instead of the usual answer: a status of the provider's, or none of its answers at all. */
export type CarrierFault = number | 'hang-up' | 'no JSON';

export interface Carrier {
  url: string;
  /** The account's key and the template that it has approved; change them, and the client's are wrong. */
  account: { key: string; template: string };
  /** What it took over for delivery. */
  taken: CarriedText[];
  /** Every request that came, taken or not. */
  asked: CarriedText[];
  /** The next requests go wrong, one each. */
  fail(...faults: CarrierFault[]): void;
  close(): Promise<void>;
}

export async function buildCarrier(): Promise<Carrier> {
  const account = { key: 'k3y', template: 'hamnevis' };
  const [taken, asked, faults]: [CarriedText[], CarriedText[], CarrierFault[]] = [[], [], []];

  const judge = ({ method, form }: CarriedText, key: string): number => {
    if (key !== account.key) return 403;
    if (!/^\+?\d{8,15}$/.test(form.receptor ?? '')) return 411;
    if (method === 'sms/send') return form.sender && form.message ? 200 : 400;
    if (method !== 'verify/lookup') return 404;
    if (form.template !== account.template) return 424;
    return /^[^\s_-]+$/.test(form.token ?? '') ? 200 : 431;
  };

  const server = createServer(async (request, response) => {
    const [, key = '', method = ''] =
      /^\/v1\/([^/]+)\/(.+)\.json$/.exec(new URL(request.url ?? '', 'http://carrier').pathname) ?? [];
    const text = { method, form: Object.fromEntries(new URLSearchParams(await textOf(request))) };
    asked.push(text);
    const fault = faults.shift();
    if (fault === 'hang-up') return request.socket.destroy();
    const status = typeof fault === 'number' ? fault : request.method === 'POST' ? judge(text, key) : 405;
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    if (fault === 'no JSON') return response.end('<html>');
    if (status === 200) taken.push(text);
    const entries = status === 200 ? [{ messageid: taken.length, status: 5 }] : null;
    response.end(JSON.stringify({ return: { status, message: 'متن فراهم‌کننده' }, entries }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    taken,
    asked,
    fail: (...more) => void faults.push(...more),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
