// Templates that come with the product, in both languages. What stands in a paragraph is a hint to its writer, to be
// written over.
import type { ArticleNode } from '../document/yjs.ts';

export interface BuiltInTemplate {
  /** Its name in addresses; ends in its language. */
  id: string;
  name: string;
  description: string;
  language: 'fa' | 'en';
  content: ArticleNode;
}

/** A heading by its level, a list, or a paragraph. */
type Part = { h: string } | { list: readonly string[] } | { numbers: readonly string[] } | string;

function template(
  id: string,
  language: 'fa' | 'en',
  [name, description]: readonly [string, string],
  parts: readonly Part[],
): BuiltInTemplate {
  return {
    id: `${id}-${language}`,
    name,
    description,
    language,
    content: { type: 'doc', content: parts.map(nodeOf) },
  };
}

function nodeOf(part: Part): ArticleNode {
  if (typeof part === 'string') return paragraph(part);
  if ('h' in part) return { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: part.h }] };
  const items = 'list' in part ? part.list : part.numbers;
  return {
    type: 'list' in part ? 'bulletList' : 'orderedList',
    content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] })),
  };
}

function paragraph(text: string): ArticleNode {
  return text === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text }] };
}

export const BUILT_IN_TEMPLATES: readonly BuiltInTemplate[] = [
  template(
    'news',
    'fa',
    ['گزارش خبری', 'مهم‌ترین نکته نخست، سپس جزئیات و زمینه'],
    [
      'چه شد، کجا، کی، برای چه کسی؟ همه در یک یا دو جمله.',
      { h: 'جزئیات' },
      'آنچه دیده یا تأیید شده است، با نام منبع.',
      { h: 'واکنش‌ها' },
      'نقل‌قول کوتاه از کسانی که ماجرا به آنان برمی‌گردد؛ هر دو سو.',
      { h: 'زمینه' },
      'خواننده‌ای که پیشینه را نمی‌داند چه باید بداند؟',
      { h: 'پیش از انتشار' },
      { list: ['نام‌ها و سمت‌ها بازبینی شد', 'عددها و تاریخ‌ها با منبع سنجیده شد', 'دست‌کم دو منبع مستقل'] },
    ],
  ),
  template(
    'news',
    'en',
    ['News report', 'What matters most first, then detail and background'],
    [
      'What happened, where, when, to whom? All in one sentence or two.',
      { h: 'Details' },
      'What was seen or confirmed, each with its source.',
      { h: 'Reactions' },
      'Short quotations from those concerned, on both sides.',
      { h: 'Background' },
      'What does a reader need who knows nothing of the story so far?',
      { h: 'Before it goes out' },
      {
        list: [
          'Names and titles checked',
          'Figures and dates held against the source',
          'At least two independent sources',
        ],
      },
    ],
  ),
  template(
    'interview',
    'fa',
    ['گفت‌وگو', 'درآمد، پرسش و پاسخ، معرفی'],
    [
      'درآمد: مهمان کیست و چرا امروز با او گفت‌وگو می‌کنیم؟',
      { h: 'پرسش نخست' },
      'پاسخ مهمان.',
      { h: 'پرسش دوم' },
      'پاسخ مهمان.',
      { h: 'دربارهٔ مهمان' },
      'دو یا سه جمله از کارنامهٔ او.',
    ],
  ),
  template(
    'interview',
    'en',
    ['Interview', 'Lead-in, questions and answers, about the guest'],
    [
      'Lead-in: who is the guest, and why do we talk to them today?',
      { h: 'First question' },
      'The answer.',
      { h: 'Second question' },
      'The answer.',
      { h: 'About the guest' },
      'Two or three sentences on what they have done.',
    ],
  ),
  template(
    'how-to',
    'fa',
    ['راهنمای گام‌به‌گام', 'برای توضیح یک کار از آغاز تا پایان'],
    [
      'خواننده در پایان چه کاری خواهد توانست کرد؟',
      { h: 'آنچه لازم است' },
      { list: ['ابزار یا پیش‌نیاز نخست', 'ابزار یا پیش‌نیاز دوم'] },
      { h: 'گام‌ها' },
      { numbers: ['گام نخست', 'گام دوم', 'گام سوم'] },
      { h: 'اگر نشد' },
      'لغزش‌های رایج و راه برون‌رفت از هر کدام.',
    ],
  ),
  template(
    'how-to',
    'en',
    ['Step-by-step guide', 'For explaining a task from beginning to end'],
    [
      'What will the reader be able to do at the end?',
      { h: 'What you need' },
      { list: ['First tool or condition', 'Second tool or condition'] },
      { h: 'Steps' },
      { numbers: ['First step', 'Second step', 'Third step'] },
      { h: 'If it does not work' },
      'Common slips, and the way out of each.',
    ],
  ),
  template(
    'minutes',
    'fa',
    ['صورت‌جلسه', 'تصمیم‌ها و کارهایی که به کسی سپرده شد'],
    [
      'تاریخ، حاضران و موضوع نشست.',
      { h: 'تصمیم‌ها' },
      { list: ['تصمیم نخست'] },
      { h: 'کارها' },
      { list: ['چه کاری، به عهدهٔ چه کسی، تا کی'] },
      { h: 'آنچه گفته شد' },
      'چکیدهٔ گفت‌وگو، تا جایی که برای فهم تصمیم‌ها لازم است.',
    ],
  ),
  template(
    'minutes',
    'en',
    ['Minutes', 'Decisions, and tasks that somebody took on'],
    [
      'Date, people present, and what the meeting was about.',
      { h: 'Decisions' },
      { list: ['First decision'] },
      { h: 'Tasks' },
      { list: ['What, by whom, until when'] },
      { h: 'What was said' },
      'A summary of the talk, as far as the decisions need it.',
    ],
  ),
];

/** The built-in template of this id. */
export function builtInTemplate(id: string): BuiltInTemplate | undefined {
  return BUILT_IN_TEMPLATES.find((candidate) => candidate.id === id);
}
