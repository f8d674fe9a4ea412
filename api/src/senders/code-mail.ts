// The words of the mail that carries a code. Both a text part and a page: some people read mail as text, and what
// judges mail trusts it more.
import type { CodeMessage } from './code-sender.ts';

export interface CodeMail {
  subject: string;
  text: string;
  html: string;
}

export function codeMail({ code, language, lifeMinutes }: Omit<CodeMessage, 'contact'>): CodeMail {
  const words = WORDS[language];
  const minutes = lifeMinutes.toLocaleString(language === 'fa' ? 'fa-IR' : 'en-US');
  const [lead, life, warning] = [words.lead, words.life(minutes), words.warning];
  return {
    subject: words.subject,
    // The code on a line of its own: nothing beside it can turn its digits around.
    text: `${lead}\n\n${code}\n\n${life}\n${warning}\n`,
    html: `<!doctype html>
<html lang="${language}" dir="${words.dir}">
<head><meta charset="utf-8"><title>${words.subject}</title></head>
<body dir="${words.dir}" style="font-family: Vazirmatn, Tahoma, 'Segoe UI', sans-serif; line-height: 1.8">
<p>${lead}</p>
<p dir="ltr" style="font-size: 1.75rem; letter-spacing: 0.2em; text-align: ${words.side}"><strong>${code}</strong></p>
<p>${life}<br>${warning}</p>
</body>
</html>
`,
  };
}

const WORDS = {
  fa: {
    dir: 'rtl',
    side: 'right',
    subject: 'کد ورود به هم‌نویس',
    lead: 'کد ورود شما به هم‌نویس:',
    life: (minutes: string) => `این کد تا ${minutes} دقیقه و برای یک بار ورود اعتبار دارد.`,
    warning: 'آن را به کسی ندهید. اگر شما نخواسته بودید، نیازی به کاری نیست.',
  },
  en: {
    dir: 'ltr',
    side: 'left',
    subject: 'Your sign-in code for Hamnevis',
    lead: 'Your sign-in code for Hamnevis:',
    life: (minutes: string) => `It holds for ${minutes} minutes and for one sign-in.`,
    warning: 'Give it to nobody. If you did not ask for it, there is nothing to do.',
  },
} as const;
