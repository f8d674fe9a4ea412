// A small mail server on a port of its own that speaks SMTP (RFC 5321) as far as a client of ours asks it, and can be
// told to go wrong at any step.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Certificate } from './build-certificate.ts';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** The message as it came, dots unstuffed. */
  data: string;
  /** User and password, where the client signed in. */
  login: string | null;
  /** Whether it came over TLS. */
  secure: boolean;
}

/** What a step answers instead of its usual answer; `silence` answers nothing, `hang-up` closes the connection. */
export type Fault = `${number} ${string}` | 'silence' | 'hang-up';
export type Step = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message';

export interface MailServer {
  /** host:port */
  address: string;
  mails: ReceivedMail[];
  /** How many connections there have been. */
  connections(): number;
  /** From now on a step goes wrong; null mends it. */
  fail(step: Step, fault: Fault | null): void;
  close(): Promise<void>;
}

/** How the server speaks TLS: from the first byte on, or once the client asks for it (RFC 3207). */
export interface MailTls extends Certificate {
  mode: 'implicit' | 'starttls';
}

export async function buildMailServer(tls?: MailTls): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const faults = new Map<Step, Fault>();
  const open = new Set<Socket>();
  let connections = 0;

  /** Answers as it should, unless the step is told to go wrong; says whether the conversation goes on. */
  const answer = (socket: Socket, step: Step, usual: string): boolean => {
    const fault = faults.get(step);
    if (fault === 'hang-up') socket.destroy();
    if (fault === 'silence' || fault === 'hang-up') return false;
    socket.write(`${fault ?? usual}\r\n`);
    return fault === undefined;
  };

  const converse = (socket: Socket, greets = true): void => {
    const secure = socket instanceof TLSSocket;
    if (greets) connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {});
    let mail: ReceivedMail = { from: '', to: [], data: '', login: null, secure };
    let inMessage = false;
    let rest = '';

    const command = (line: string): void => {
      const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
      const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
      switch (verb) {
        case 'EHLO':
          answer(
            socket,
            'EHLO',
            `250-mail.example.test\r\n${tls && !secure ? '250-STARTTLS\r\n' : ''}250-8BITMIME\r\n250 AUTH PLAIN`,
          );
          return;
        case 'STARTTLS':
          if (!tls || secure || !answer(socket, 'STARTTLS', '220 go on')) return;
          socket.removeAllListeners('data');
          // Whatever came in the clear after the command is not read as if it had come over TLS.
          rest = '';
          converse(new TLSSocket(socket, { isServer: true, key: tls.key, cert: tls.cert }), false);
          return;
        case 'AUTH': {
          const secret = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
          if (answer(socket, 'AUTH', '235 welcome')) mail.login = secret.split('\0').slice(1).join(':');
          return;
        }
        case 'MAIL':
          if (answer(socket, 'MAIL', '250 ok')) mail.from = path;
          return;
        case 'RCPT':
          if (answer(socket, 'RCPT', '250 ok')) mail.to.push(path);
          return;
        case 'DATA':
          inMessage = answer(socket, 'DATA', '354 go on');
          return;
        case 'NOOP':
        case 'RSET':
          socket.write('250 ok\r\n');
          return;
        case 'QUIT':
          socket.end('221 bye\r\n');
          return;
        default:
          socket.write('502 what is that\r\n');
      }
    };

    socket.setEncoding('utf8').on('data', (chunk: string) => {
      rest += chunk;
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!inMessage) command(line);
        else if (line !== '.') mail.data += `${line.replace(/^\./, '')}\r\n`;
        else {
          inMessage = false;
          if (answer(socket, 'message', '250 taken')) mails.push(mail);
          mail = { from: '', to: [], data: '', login: mail.login, secure };
        }
      }
    });
    if (greets) answer(socket, 'greeting', '220 mail.example.test ESMTP');
  };
  const server =
    tls?.mode === 'implicit'
      ? createTlsServer({ key: tls.key, cert: tls.cert }, (socket) => converse(socket))
      : createServer((socket) => converse(socket));
  server.on('tlsClientError', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    connections: () => connections,
    fail(step, fault) {
      if (fault === null) faults.delete(step);
      else faults.set(step, fault);
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
