// Codes by mail. What a mail server says is never shown or logged as it came: it may hold the address, and the
// account's name.
import type { DeliveryFaultReason } from '@hamnevis/core/contract/messaging';
import { createTransport } from 'nodemailer';
import { codeMail } from './code-mail.ts';
import { type CodeSender, DeliveryFault } from './code-sender.ts';

interface SmtpOptions {
  /** `smtp://` (STARTTLS where the server offers it; `?requireTLS=true` insists) or `smtps://`, with user and password. */
  url: string;
  from: string;
  /** A further authority (PEM) whose certificates are taken; others go into NODE_EXTRA_CA_CERTS. */
  authority?: string;
  /** Patience for each step of the conversation; shorter in tests. */
  timeoutMs?: number;
}

/** A mail server, one connection per mail. */
export function openMailServer({ url, authority, timeoutMs = 5000 }: Omit<SmtpOptions, 'from'>) {
  return createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(authority === undefined ? {} : { tls: { ca: [authority] } }),
  });
}

/** Sends by a mail server. */
export function createSmtpSender({ from, ...server }: SmtpOptions): CodeSender {
  const transport = openMailServer(server);
  return {
    showsCodes: () => false,
    async probe() {
      await transport.verify().catch((error: unknown) => {
        throw mailFault(error);
      });
    },
    async send({ contact, ...message }) {
      try {
        await transport.sendMail({
          from,
          // As an object it is taken as one address, whatever is in it.
          to: { name: '', address: contact.address },
          ...codeMail(message),
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.language },
        });
      } catch (error) {
        throw mailFault(error);
      }
    },
  };
}

interface TransportError {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** Only a refused recipient is the contact's own fault; all else keeps everybody's mail from going out. */
export function mailFault(error: unknown): DeliveryFault {
  const fault = error as TransportError;
  const said = [fault.code, fault.responseCode, fault.command].filter(Boolean).join(', ');
  return new DeliveryFault(
    reasonOf(fault),
    `the mail server did not take the message${said && ` (${said})`}`,
  );
}

function reasonOf({ code, responseCode, command }: TransportError): DeliveryFaultReason {
  if (command === 'RCPT TO') return 'address';
  if (code === 'EAUTH' || command?.startsWith('AUTH')) return 'credentials';
  if (responseCode === undefined) return 'unreachable';
  if (responseCode < 500) return 'busy';
  return command === 'MAIL FROM' ? 'line' : 'refused';
}
