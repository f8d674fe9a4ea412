// What a person is told about their own identity without having asked: short, and without a link to follow.
import type { Contact } from '@hamnevis/core/people/contact';
import type { Message } from './message-sender.ts';

export type NoticeKind = 'sign-in-locked' | 'contact-added' | 'contact-removed' | 'identities-merged';

/** A notice on its way to somebody; `about` is the contact that it is about, mostly hidden. */
export interface Notice {
  contact: Contact;
  kind: NoticeKind;
  about: string;
  language: 'fa' | 'en';
}

/** The notice in words. */
export function noticeMessage({ contact, kind, about, language }: Notice): Message {
  const { dir, subject, product, advice } = WORDS[language];
  const happened = WORDS[language][kind](`\u2068${about}\u2069`);
  return {
    contact,
    language,
    mail: {
      subject,
      text: `${happened}\n\n${advice}\n`,
      html: `<!doctype html>
<html lang="${language}" dir="${dir}">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body dir="${dir}" style="font-family: Vazirmatn, Tahoma, 'Segoe UI', sans-serif; line-height: 1.8">
<p>${happened}</p>
<p>${advice}</p>
</body>
</html>
`,
    },
    sms: `${product}: ${happened}`,
    printed: `notice for ${contact.address}: ${kind}`,
  };
}

const WORDS = {
  fa: {
    dir: 'rtl',
    product: 'هم‌نویس',
    subject: 'دربارهٔ ورود شما به هم‌نویس',
    'sign-in-locked': (about: string) =>
      `کدهای نادرست بسیاری برای ورود با ${about} وارد شد، پس ورود با آن یک ربع بسته است.`,
    'contact-added': (about: string) => `از این پس با ${about} هم می‌توان به‌جای شما وارد شد.`,
    'contact-removed': (about: string) => `دیگر نمی‌توان با ${about} به‌جای شما وارد شد.`,
    'identities-merged': (about: string) => `هویتی که با ${about} وارد می‌شد با هویت دیگری یکی شد.`,
    advice: 'اگر کار خودتان نبود، از نشست‌های دیگر بیرون بیایید و به مدیر سازمان خبر دهید.',
  },
  en: {
    dir: 'ltr',
    product: 'Hamnevis',
    subject: 'About your sign-in to Hamnevis',
    'sign-in-locked': (about: string) =>
      `Many wrong codes were entered for ${about}, so signing in by it rests for a quarter of an hour.`,
    'contact-added': (about: string) => `From now on ${about} signs you in too.`,
    'contact-removed': (about: string) => `${about} signs you in no more.`,
    'identities-merged': (about: string) =>
      `The identity that signed in by ${about} became one with another.`,
    advice: 'If it was not you, sign out everywhere else and tell an admin of your organization.',
  },
} as const;
