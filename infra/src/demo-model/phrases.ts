// The words the demo model has. `{topic}`, `{tone}` and `{audience}` are filled in from the request.

export type Phrases = {
  readonly title: string;
  readonly honest: string;
  readonly toneNote: string;
  readonly audienceNote: string;
  readonly noTopic: string;
  readonly sections: readonly string[];
  readonly subsections: readonly string[];
  readonly sentences: readonly string[];
  readonly listIntro: readonly string[];
  readonly items: readonly string[];
  readonly closingTitle: string;
  readonly closing: string;
};

export const PHRASES: Readonly<Record<'fa' | 'en', Phrases>> = {
  fa: {
    title: 'متن نمایشی دربارهٔ {topic}',
    honest:
      'این نوشته را **مدل نمایشی** هم‌نویس ساخته است، نه یک مدل زبانی؛ جمله‌هایش آماده‌اند و فقط برای دیدن راهِ کار نوشته می‌شوند. برای متن واقعی، نشانی و کلید یک سرویس سازگار با OpenAI را در تنظیمات بگذارید.',
    toneNote: 'لحنی که خواسته‌اید «{tone}» است؛ مدل نمایشی آن را نشان می‌دهد ولی رعایت نمی‌کند.',
    audienceNote: 'مخاطب این متن **{audience}** در نظر گرفته شده است.',
    noTopic: 'موضوعی که نامش نیامده است',
    sections: [
      'چرا {topic} اهمیت دارد',
      '{topic} از نزدیک',
      'آنچه پیش از آغاز باید دانست',
      'گام‌های کار با {topic}',
      'پرسش‌هایی که خواننده می‌پرسد',
      'نمونه‌ای کوتاه',
      'خطاهای رایج',
      'نگاهی به آینده',
    ],
    subsections: ['یک نکتهٔ عملی', 'از چه آغاز کنیم', 'چیزی که فراموش می‌شود', 'یک مقایسهٔ کوتاه'],
    sentences: [
      'وقتی از {topic} سخن می‌گوییم، نخست باید روشن کنیم که چه می‌خواهیم و چه نمی‌خواهیم.',
      'نویسنده‌ای که کنار دیگران می‌نویسد، زودتر می‌بیند که کجای متن *هنوز خام* است.',
      'این بخش نشان می‌دهد که یک بند تازه چگونه میان نوشتهٔ شما می‌نشیند و چیزی را جابه‌جا نمی‌کند.',
      'شاید نیمی از کار، برگزیدن واژهٔ درست باشد و نیم دیگر، **حذف کردن** واژه‌های زیادی.',
      'خواننده می‌خواهد بداند که {topic} فردا چه چیزی را در کار او دگرگون می‌کند.',
      'هر ادعایی دربارهٔ {topic} را باید با یک نمونه یا یک منبع همراه کرد.',
      'اگر جمله‌ای را بلند خواندید و نفستان برید، آن جمله را دو نیم کنید.',
      'در این‌جا می‌توانید همین حالا چیزی بنویسید؛ متن زیر دستتان گم نمی‌شود.',
      'گفته‌اند: «نوشتن، دوباره نوشتن است» و این دربارهٔ {topic} هم درست است.',
      'یک طرح ساده با سه پرسش آغاز می‌شود: چه کسی، برای چه، و تا کی.',
      'ویراستار این‌جا نگاه می‌کند که آیا بندها به هم می‌رسند یا نه.',
      'داده‌های تازه را جدا نگه دارید تا بازبینی آسان‌تر شود.',
      'هیچ‌کدام از این جمله‌ها دانشی دربارهٔ {topic} ندارند و نباید به آن‌ها استناد کرد.',
      'کوتاه بنویسید، اما نه چندان کوتاه که پرسش خواننده بی‌پاسخ بماند.',
    ],
    listIntro: ['چند نکته که به کار می‌آید:', 'می‌شود این‌گونه پیش رفت:', 'این‌ها را از یاد نبرید:'],
    items: [
      '**هدف** را در یک جمله بنویسید.',
      'برای {topic} یک نمونهٔ واقعی بیاورید.',
      'منبع هر عدد را کنارش بگذارید.',
      'از یک همکار بخواهید بند نخست را بخواند.',
      'نیم‌فاصله‌ها را نگه دارید: *می‌نویسیم*، *کتاب‌ها*.',
      'تیترها را آخر کار دوباره ببینید.',
      'آنچه را نمی‌دانید، همان‌جا یادداشت کنید.',
    ],
    closingTitle: 'پایانِ متن نمایشی',
    closing:
      'این متن نمایشی دربارهٔ {topic} این‌جا تمام می‌شود. می‌توانید آن را بپذیرید، کنار بگذارید یا دوباره بخواهید.',
  },
  en: {
    title: 'Demo text about {topic}',
    honest:
      'This text was made by the **demo model** of Hamnevis, not by a language model: its sentences are ready-made and only show how the road works. For real writing, put the address and key of an OpenAI-compatible service into the settings.',
    toneNote: 'You asked for the tone "{tone}"; the demo model shows the wish and does not follow it.',
    audienceNote: 'The audience of this text is taken to be **{audience}**.',
    noTopic: 'a topic that was not named',
    sections: [
      'Why {topic} matters',
      '{topic} seen from near',
      'What to know before you begin',
      'Steps for working with {topic}',
      'Questions a reader will ask',
      'A short example',
      'Common mistakes',
      'A look ahead',
    ],
    subsections: ['A practical note', 'Where to begin', 'What is often forgotten', 'A short comparison'],
    sentences: [
      'When we speak of {topic}, we should first say what we want and what we do not want.',
      'A writer who works beside others sees sooner which part of the text is *still raw*.',
      'This part shows how a new paragraph settles between your own and moves nothing.',
      'Half of the work is perhaps to choose the right word, and the other half to **remove** the words too many.',
      'The reader wants to know what {topic} will change in tomorrow’s work.',
      'Every claim about {topic} should come with an example or a source.',
      'If you read a sentence aloud and run out of breath, cut it in two.',
      'You can write here at this very moment; nothing gets lost under your hands.',
      'They say that writing is rewriting, and for {topic} this holds as well.',
      'A simple plan begins with three questions: who, what for, and until when.',
      'An editor looks here at whether the paragraphs meet.',
      'Keep new figures apart, so that they are easier to review.',
      'None of these sentences knows anything about {topic}, and none should be quoted.',
      'Write briefly, but not so briefly that the reader’s question stays open.',
    ],
    listIntro: ['A few things that help:', 'One way to go on:', 'Do not forget these:'],
    items: [
      'Write the **aim** in one sentence.',
      'Bring one real example of {topic}.',
      'Put the source beside every figure.',
      'Ask a colleague to read the first paragraph.',
      'Look at the headings *once more* at the end.',
      'Note on the spot what you do not know.',
      'Leave out what the title already says.',
    ],
    closingTitle: 'End of the demo text',
    closing: 'This demo text about {topic} ends here. You can accept it, discard it or ask again.',
  },
};
