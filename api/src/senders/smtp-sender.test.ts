import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildCertificate } from '../testing/build-certificate.ts';
import { buildMailServer, type Fault, type MailServer, type Step } from '../testing/build-mail-server.ts';
import type { CodeMessage } from './code-sender.ts';
import { createSmtpSender } from './smtp-sender.ts';

let server: MailServer;
beforeEach(async () => {
  server = await buildMailServer();
});
afterEach(() => server.close());

const senderTo = (address: string, login = '') =>
  createSmtpSender({
    url: `smtp://${login}${address}`,
    from: 'Hamnevis <codes@example.test>',
    timeoutMs: 300,
  });
const message = (more: Partial<CodeMessage> = {}): CodeMessage => ({
  contact: { channel: 'email', address: 'sara@example.test' },
  code: '012345',
  language: 'fa',
  lifeMinutes: 5,
  ...more,
});

/** The parts of a mail by their type, decoded, and its headers. */
function read(data: string) {
  const [head = ''] = data.split('\r\n\r\n', 1);
  const headers = head.replace(/\r\n[ \t]+/g, ' ');
  const boundary = /boundary="([^"]+)"/.exec(headers)?.[1] ?? '';
  const parts = data
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [own = '', ...body] = part.trimStart().split('\r\n\r\n');
      const type = /content-type: ([^;\r\n]+)/i.exec(own)?.[1] ?? '';
      const encoding = /content-transfer-encoding: (\S+)/i.exec(own)?.[1] ?? '7bit';
      return [type, decode(body.join('\r\n\r\n'), encoding)] as const;
    });
  const subject = (/^subject: (.*)$/im.exec(headers)?.[1] ?? '')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString())
    .replace(/=\?utf-8\?q\?([^?]*)\?=/gi, (_, text: string) =>
      decode(text.replaceAll('_', ' '), 'quoted-printable'),
    );
  return { headers, subject, order: parts.map(([type]) => type), parts: Object.fromEntries(parts) };
}

function decode(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString();
  if (encoding !== 'quoted-printable') return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

test('a Persian mail goes out in Persian, right to left, as text and as a page', async () => {
  await senderTo(server.address).send(message());
  expect(server.mails).toHaveLength(1);
  const [mail] = server.mails;
  expect([mail?.from, mail?.to, mail?.login]).toEqual(['codes@example.test', ['sara@example.test'], null]);
  const { headers, subject, order, parts } = read(mail?.data ?? '');
  expect(headers).toMatch(/^from: Hamnevis <codes@example\.test>$/im);
  expect(headers).toMatch(/^to: <?sara@example\.test>?$/im);
  expect(headers).toMatch(/^auto-submitted: auto-generated$/im);
  expect(headers).toMatch(/^content-type: multipart\/alternative/im);
  expect(subject).toBe('کد ورود به هم‌نویس');
  // The last part is the one that a reader prefers.
  expect(order).toEqual(['text/plain', 'text/html']);
  expect(parts['text/plain']).toMatch(/^کد ورود شما به هم‌نویس:\r?\n\r?\n012345\r?\n\r?\n.*۵ دقیقه/);
  expect(parts['text/html']).toContain('<html lang="fa" dir="rtl">');
  expect(parts['text/html']).toMatch(/<p dir="ltr"[^>]*><strong>012345<\/strong>/);
});

test('an English mail is left to right; the subject never shows the code', async () => {
  await senderTo(server.address).send(message({ language: 'en' }));
  const { subject, parts, headers } = read(server.mails[0]?.data ?? '');
  expect(subject).toBe('Your sign-in code for Hamnevis');
  expect(headers).not.toContain('012345');
  expect(parts['text/html']).toContain('<html lang="en" dir="ltr">');
  expect(parts['text/plain']).toContain('\n012345\r\n');
});

test('user and password of the URL sign in', async () => {
  await senderTo(server.address, 'desk:s%40crE7@').send(message());
  expect(server.mails[0]?.login).toBe('desk:s@crE7');
});

test('an address that holds a command or a second address is one recipient or none', async () => {
  const sender = senderTo(server.address);
  for (const address of ['a@example.test, b@example.test', 'a@example.test>\r\nRCPT TO:<b@example.test']) {
    await sender.send(message({ contact: { channel: 'email', address } })).catch(() => {});
  }
  expect(server.mails.flatMap((mail) => mail.to)).not.toContain('b@example.test');
});

describe('what goes wrong', () => {
  const cases: [step: Step, fault: Fault, whose: 'channel' | 'contact'][] = [
    ['greeting', '554 no service', 'channel'],
    ['greeting', 'silence', 'channel'],
    ['greeting', 'hang-up', 'channel'],
    ['EHLO', 'silence', 'channel'],
    ['AUTH', '535 wrong password s@crE7', 'channel'],
    ['MAIL', '550 sender not allowed', 'channel'],
    ['MAIL', '452 disk full', 'channel'],
    ['RCPT', '550 no such person sara@example.test', 'contact'],
    ['RCPT', '450 try later', 'contact'],
    ['RCPT', 'silence', 'channel'],
    ['DATA', '554 not now', 'channel'],
    ['message', '554 looks like spam', 'channel'],
    ['message', 'silence', 'channel'],
    ['message', 'hang-up', 'channel'],
  ];
  test.each(cases)('%s answered by %s is a fault of the %s', async (step, fault, whose) => {
    server.fail(step, fault);
    const sender = senderTo(server.address, 'desk:s%40crE7@');
    const error = (await sender.send(message()).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ name: 'DeliveryFault', whose });
    expect(server.mails).toEqual([]);
    // Neither the account nor the person nor the server's own words reach a log.
    expect(JSON.stringify([error.message, error.cause, error.stack])).not.toMatch(/s@crE7|sara|spam|allowed/);
    server.fail(step, null);
    await sender.send(message());
    expect(server.mails).toHaveLength(1);
  });

  test('a server that is not there', async () => {
    const sender = senderTo(server.address);
    await server.close();
    await expect(sender.send(message())).rejects.toMatchObject({ whose: 'channel' });
    await expect(sender.probe?.('email')).rejects.toMatchObject({ whose: 'channel' });
    server = await buildMailServer();
  });

  test('a probe says that the account is refused, and sends nothing', async () => {
    const sender = senderTo(server.address, 'desk:wrong@');
    await sender.probe?.('email');
    server.fail('AUTH', '535 no');
    await expect(sender.probe?.('email')).rejects.toMatchObject({ whose: 'channel' });
    expect(server.mails).toEqual([]);
  });
});

describe('over TLS', () => {
  const certificate = buildCertificate('localhost');
  const secureServer = async (mode: 'implicit' | 'starttls') => {
    await server.close();
    server = await buildMailServer({ ...certificate, mode });
    return server.address.replace('127.0.0.1', 'localhost');
  };
  const senderBy = (url: string, authority?: string) =>
    createSmtpSender({
      url,
      from: 'codes@example.test',
      timeoutMs: 2000,
      ...(authority === undefined ? {} : { authority }),
    });

  test('from the first byte on, with smtps://', async () => {
    const address = await secureServer('implicit');
    await senderBy(`smtps://me:secret@${address}`, certificate.cert).send(message());
    expect(server.mails).toMatchObject([{ secure: true, login: 'me:secret' }]);
  });

  test('by STARTTLS where the server offers it; the password waits for it', async () => {
    const address = await secureServer('starttls');
    await senderBy(`smtp://me:secret@${address}`, certificate.cert).send(message());
    expect(server.mails).toMatchObject([{ secure: true, login: 'me:secret' }]);
  });

  test.each(['implicit', 'starttls'] as const)(
    'not with a certificate that nobody vouches for, or of another name (%s)',
    async (mode) => {
      const address = await secureServer(mode);
      const scheme = mode === 'implicit' ? 'smtps' : 'smtp';
      const other = buildCertificate('localhost').cert;
      for (const authority of [undefined, other]) {
        const refused = senderBy(`${scheme}://me:secret@${address}`, authority).send(message());
        await expect(refused).rejects.toMatchObject({ whose: 'channel' });
      }
      const byNumber = address.replace('localhost', '127.0.0.1');
      const misnamed = senderBy(`${scheme}://${byNumber}`, certificate.cert).send(message());
      await expect(misnamed).rejects.toMatchObject({ whose: 'channel' });
      expect(server.mails).toEqual([]);
    },
  );

  test('not in the clear where the URL insists and the offer was stripped on the way', async () => {
    const plain = server.address;
    const stripped = senderBy(`smtp://me:secret@${plain}?requireTLS=true`).send(message());
    await expect(stripped).rejects.toMatchObject({ whose: 'channel' });
    const address = await secureServer('starttls');
    server.fail('STARTTLS', '454 not now');
    const refused = senderBy(`smtp://me:secret@${address}?requireTLS=true`, certificate.cert).send(message());
    await expect(refused).rejects.toMatchObject({ whose: 'channel' });
    expect(server.mails).toEqual([]);
  });
});
