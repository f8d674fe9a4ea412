// The words of a message that invites somebody, as mail and as text message.
import type { Contact } from '@hamnevis/core/people/contact';
import type { Message } from './message-sender.ts';

interface Invited {
  contact: Contact;
  organizationName: string;
  /** Who invites. */
  hostName: string;
  url: string;
  language: 'fa' | 'en';
}

/** The message that brings somebody the link of their invitation. */
export function invitationMessage(invited: Invited): Message {
  const { contact, language, organizationName, hostName, url } = invited;
  return {
    contact,
    language,
    mail: mailOf(invited),
    sms: `${WORDS[language].lead(hostName, organizationName)}\n${url}`,
    printed: `invitation for ${contact.address}: ${url}`,
  };
}

function mailOf(said: Invited): Message['mail'] {
  const words = WORDS[said.language];
  const [organization, host] = [isolated(said.organizationName), isolated(said.hostName)];
  const url = escaped(said.url);
  return {
    subject: words.subject(said.organizationName),
    text: `${words.lead(host, organization)}\n\n${said.url}\n\n${words.life}\n${words.warning}\n`,
    html: `<!doctype html>
<html lang="${said.language}" dir="${words.dir}">
<head><meta charset="utf-8"><title>${escaped(words.subject(said.organizationName))}</title></head>
<body dir="${words.dir}" style="font-family: Vazirmatn, Tahoma, 'Segoe UI', sans-serif; line-height: 1.8">
<p>${words.lead(`<bdi>${escaped(said.hostName)}</bdi>`, `<bdi>${escaped(said.organizationName)}</bdi>`)}</p>
<p><a href="${url}">${words.join}</a></p>
<p dir="ltr">${url}</p>
<p>${words.life}<br>${words.warning}</p>
</body>
</html>
`,
  };
}

/** First strong isolate: a name in the other direction turns nothing around it. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const WORDS = {
  fa: {
    dir: 'rtl',
    subject: (organization: string) => `دعوت به ${organization} در هم‌نویس`,
    lead: (host: string, organization: string) =>
      `${host} شما را به ${organization} در هم‌نویس دعوت کرده است.`,
    join: 'دیدن دعوت',
    life: 'این دعوت هفت روز اعتبار دارد و یک بار به کار می‌رود.',
    warning: 'اگر این نام‌ها را نمی‌شناسید، نیازی به کاری نیست.',
  },
  en: {
    dir: 'ltr',
    subject: (organization: string) => `Invitation to ${organization} on Hamnevis`,
    lead: (host: string, organization: string) => `${host} invites you to ${organization} on Hamnevis.`,
    join: 'See the invitation',
    life: 'It holds for seven days and works once.',
    warning: 'If you know neither name, there is nothing to do.',
  },
} as const;
