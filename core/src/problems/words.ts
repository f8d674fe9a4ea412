// What each kind of problem means to the person who meets it, in both languages: what happened, and what to do.
// The client shows its own shorter words; these stand on the page that a problem's `type` leads to.
import type { ProblemSlug } from './catalogue.ts';

export interface ProblemWords {
  fa: { title: string; happened: string; todo: string };
  en: { happened: string; todo: string };
}

export const PROBLEM_WORDS: Record<ProblemSlug, ProblemWords> = {
  malformed: {
    fa: {
      title: 'درخواست خوانده نشد',
      happened: 'بدنهٔ درخواست JSON درستی نبود یا ناقص رسید.',
      todo: 'بدنه را درست کنید و دوباره بفرستید.',
    },
    en: {
      happened: 'The body was not valid JSON, or it arrived cut off.',
      todo: 'Mend the body and send it again.',
    },
  },
  'setup-link-invalid': {
    fa: {
      title: 'این پیوند دیگر کار نمی‌کند',
      happened: 'پیوند راه‌اندازی یک بار به کار رفته یا زمانش گذشته است.',
      todo: 'اگر هنوز کسی وارد نشده، سرور را دوباره راه بیندازید تا پیوند تازه‌ای چاپ شود.',
    },
    en: {
      happened: 'The set-up link works once and for a limited time.',
      todo: 'If nobody has signed in yet, start the server again: it prints a new one.',
    },
  },
  unauthenticated: {
    fa: {
      title: 'نخست وارد شوید',
      happened: 'این نشانی تنها برای کسانی است که وارد شده‌اند، یا نشست شما پایان یافته است.',
      todo: 'با کد یک‌بارمصرف وارد شوید؛ برنامه‌ها توکن خود را در سرآیند Authorization می‌فرستند.',
    },
    en: {
      happened: 'This address is for people who signed in, or your session has ended.',
      todo: 'Sign in with a one-time code; programs send their token in the Authorization header.',
    },
  },
  'wrong-code': {
    fa: {
      title: 'کد نادرست است یا زمانش گذشته',
      happened: 'هر کد پنج دقیقه اعتبار دارد، یک بار به کار می‌رود و پس از پنج بار اشتباه باطل می‌شود.',
      todo: 'کد را دوباره ببینید یا کد تازه‌ای بخواهید.',
    },
    en: {
      happened: 'A code holds for five minutes, works once, and is void after five wrong tries.',
      todo: 'Look at the code again, or ask for a new one.',
    },
  },
  'budget-exceeded': {
    fa: {
      title: 'بودجهٔ هم‌نویس تمام شده است',
      happened: 'سقف مصرف این ماه برای شما، این فضای کار یا سازمان پر شده است.',
      todo: 'از مدیر سازمان بخواهید سقف را بالا ببرد، یا تا ماه بعد صبر کنید.',
    },
    en: {
      happened: 'This month’s limit of yours, of the workspace or of the organization is used up.',
      todo: 'Ask an admin of the organization to raise it, or wait for the next month.',
    },
  },
  'role-forbids': {
    fa: {
      title: 'نقش شما این کار را اجازه نمی‌دهد',
      happened: 'برای این کار نقش بالاتری لازم است.',
      todo: 'از کسی که آن نقش را دارد بخواهید این کار را بکند، یا از مدیر بخواهید نقش شما را تغییر دهد.',
    },
    en: {
      happened: 'This needs a role with more rights.',
      todo: 'Ask somebody who has it, or ask an admin to change your role.',
    },
  },
  'origin-forbidden': {
    fa: {
      title: 'درخواست از سایت دیگری آمده است',
      happened: 'مرورگر درخواستی فرستاد که از نشانی همین سرور نیامده بود، و پذیرفته نشد.',
      todo: 'هم‌نویس را از نشانی اصلی‌اش باز کنید. مدیر سرور می‌تواند PUBLIC_URL و CORS_ALLOWED_ORIGINS را ببیند.',
    },
    en: {
      happened: 'A browser sent a request that did not come from this server’s own address.',
      todo: 'Open Hamnevis at its own address. Whoever runs the server looks at PUBLIC_URL and CORS_ALLOWED_ORIGINS.',
    },
  },
  'key-forbids': {
    fa: {
      title: 'این کلید برای این کار نیست',
      happened: 'کلید API دسترسی لازم را ندارد، یا این کار تنها از خود شخص پذیرفته می‌شود.',
      todo: 'کلیدی با دسترسی نام‌برده در پاسخ بسازید، یا خودتان وارد شوید و کار را انجام دهید.',
    },
    en: {
      happened: 'The API key lacks the scope that this needs, or it is something that only a person may do.',
      todo: 'Make a key with the scope that the answer names, or sign in yourself.',
    },
  },
  'own-text': {
    fa: {
      title: 'تأیید باید کار کس دیگری باشد',
      happened: 'این فضای کار می‌خواهد متن را کسی تأیید کند که در نوشتنش دست نداشته است.',
      todo: 'از ویراستار دیگری بخواهید متن را تأیید کند.',
    },
    en: {
      happened: 'This workspace wants approval to come from somebody who did not write the text.',
      todo: 'Ask another editor to approve it.',
    },
  },
  'not-found': {
    fa: {
      title: 'چیزی اینجا نیست',
      happened: 'چنین چیزی نیست، یا از آنِ سازمانی است که عضوش نیستید.',
      todo: 'نشانی را دوباره ببینید، یا از همکاری که آن را فرستاده بپرسید.',
    },
    en: {
      happened: 'There is no such thing, or it belongs to an organization that you are not a member of.',
      todo: 'Check the address, or ask the colleague who gave it to you.',
    },
  },
  'method-not-allowed': {
    fa: {
      title: 'این نشانی آن روش را نمی‌پذیرد',
      happened: 'نشانی هست، ولی نه با این روش HTTP.',
      todo: 'روش‌های پذیرفته در سرآیند Allow آمده است.',
    },
    en: {
      happened: 'The address exists, but not with this HTTP method.',
      todo: 'The Allow header lists those it takes.',
    },
  },
  conflict: {
    fa: {
      title: 'در این میان چیز دیگری تغییر کرد',
      happened: 'کس دیگری هم‌زمان همین را تغییر داد.',
      todo: 'صفحه را تازه کنید و دوباره تلاش کنید.',
    },
    en: {
      happened: 'Somebody changed the same thing at the same time.',
      todo: 'Load it again and try once more.',
    },
  },
  'already-exists': {
    fa: {
      title: 'از پیش هست',
      happened: 'چیز دیگری با همین نام یا نشانه هست.',
      todo: 'نام دیگری برگزینید.',
    },
    en: { happened: 'Something else has this name already.', todo: 'Choose another one.' },
  },
  'last-admin': {
    fa: {
      title: 'دست‌کم یک مدیر باید بماند',
      happened: 'این کار سازمان را بی‌مدیر می‌گذاشت.',
      todo: 'نخست نقش مدیر را به کس دیگری بدهید.',
    },
    en: {
      happened: 'This would have left the organization without an admin.',
      todo: 'Make somebody else an admin first.',
    },
  },
  'not-empty': {
    fa: {
      title: 'هنوز خالی نیست',
      happened: 'چیزی که خواستید پاک شود هنوز چیزی در خود دارد؛ سطل زباله هم شمرده می‌شود.',
      todo: 'آنچه در آن است جابه‌جا یا برای همیشه پاک کنید، یا به‌جای پاک کردن بایگانی‌اش کنید.',
    },
    en: {
      happened: 'What was to be deleted still holds something; the trash counts too.',
      todo: 'Move or delete for good what is in it, or archive it instead.',
    },
  },
  archived: {
    fa: {
      title: 'بایگانی شده است',
      happened: 'در پروژه یا فضای کاری بایگانی‌شده کار تازه‌ای آغاز نمی‌شود.',
      todo: 'آن را از بایگانی بیرون بیاورید یا جای دیگری برگزینید.',
    },
    en: {
      happened: 'Nothing new begins in an archived project or workspace.',
      todo: 'Take it out of the archive, or choose another place.',
    },
  },
  'contact-taken': {
    fa: {
      title: 'این شماره یا نشانی از آنِ هویت دیگری است',
      happened: 'کد درست بود، ولی با این شماره یا نشانی پیش‌تر کسی وارد شده است.',
      todo: 'اگر آن هویت هم شمایید، دو هویت را یکی کنید؛ اگر نه، شماره یا نشانی دیگری بدهید.',
    },
    en: {
      happened: 'The code was right, but somebody signs in by this number or address already.',
      todo: 'If that is you too, merge the two identities; if not, give another number or address.',
    },
  },
  'last-contact': {
    fa: {
      title: 'یک راه ورود باید بماند',
      happened: 'این تنها شماره یا نشانی شما برای ورود است.',
      todo: 'نخست شماره یا ایمیل دیگری بیفزایید و آن را با کد تأیید کنید.',
    },
    en: {
      happened: 'It is the only number or address by which you can sign in.',
      todo: 'Add and confirm another one first.',
    },
  },
  'person-elsewhere': {
    fa: {
      title: 'این شخص عضو سازمان دیگری هم هست',
      happened: 'راه ورود کسی را که عضو چند سازمان است، مدیر یک سازمان عوض نمی‌کند.',
      todo: 'خود شخص می‌تواند با شماره یا ایمیل دیگرش وارد شود و آن را عوض کند.',
    },
    en: {
      happened: 'An admin of one organization cannot change how somebody signs in who belongs to others too.',
      todo: 'They can sign in by their other number or address and change it themselves.',
    },
  },
  'status-forbids': {
    fa: {
      title: 'وضعیت سند این کار را اجازه نمی‌دهد',
      happened: 'سند در وضعیتی است که این کار در آن شدنی نیست؛ متن تأییدشده را هیچ‌کس تغییر نمی‌دهد.',
      todo: 'اگر باید تغییر کند، ویراستار آن را برمی‌گرداند یا دوباره باز می‌کند.',
    },
    en: {
      happened: 'The document’s status does not allow this; nobody changes an approved text.',
      todo: 'If it must change, an editor sends it back or reopens it.',
    },
  },
  'step-not-possible': {
    fa: {
      title: 'این گام پس از وضعیت کنونی نمی‌آید',
      happened: 'شاید کس دیگری پیش از شما گامی برداشته باشد. گام‌های ممکن در پاسخ آمده است.',
      todo: 'سند را تازه کنید و از گام‌های ممکن یکی را برگزینید.',
    },
    en: {
      happened: 'Perhaps somebody took a step before you. The possible ones are listed in the answer.',
      todo: 'Load the document again and take one of those.',
    },
  },
  'run-open': {
    fa: {
      title: 'هم‌نویس هنوز کار دارد',
      happened: 'یک اجرای هوش مصنوعی در حال نوشتن است یا منتظر تصمیم است.',
      todo: 'آن را متوقف کنید، بپذیرید یا کنار بگذارید و دوباره تلاش کنید.',
    },
    en: {
      happened: 'An AI run is writing, or its text waits to be accepted or discarded.',
      todo: 'Stop, accept or discard it, then try again.',
    },
  },
  'run-ended': {
    fa: {
      title: 'این اجرا پایان یافته است',
      happened: 'اجرای هوش مصنوعی پیش از این تمام یا ناکام شده بود.',
      todo: 'متنش را بپذیرید یا کنار بگذارید، یا اجرای تازه‌ای بخواهید.',
    },
    en: {
      happened: 'The AI run had finished or failed before.',
      todo: 'Accept or discard its text, or ask for a new run.',
    },
  },
  'idempotency-open': {
    fa: {
      title: 'نخستین درخواست با این کلید هنوز در راه است',
      happened: 'درخواستی با همین Idempotency-Key رسیده و هنوز به پایان نرسیده است.',
      todo: 'اندکی بعد همین درخواست را با همین کلید دوباره بفرستید؛ پاسخ همان نخستین را می‌گیرید.',
    },
    en: {
      happened: 'A request under the same Idempotency-Key came before and has not ended yet.',
      todo: 'Send the same request under the same key again in a moment; you will get the answer of the first.',
    },
  },
  'idempotency-answer-lost': {
    fa: {
      title: 'کار انجام شده، ولی پاسخش از دست رفته است',
      happened:
        'کاری که با این Idempotency-Key خواسته شد انجام شده است، ولی سرور پیش از پاسخ دادن از کار افتاد.',
      todo: 'دوباره نخواهید؛ با یک درخواست GET ببینید چه شده است و برای کار تازه کلید تازه‌ای بسازید.',
    },
    en: {
      happened:
        'What was asked under this Idempotency-Key was done, but the server failed before it could answer.',
      todo: 'Do not ask again: look with a GET at what came of it, and make a new key for anything new.',
    },
  },
  'idempotency-mismatch': {
    fa: {
      title: 'این کلید برای درخواست دیگری به کار رفته است',
      happened: 'Idempotency-Key پیش‌تر همراه درخواستی با محتوای دیگر آمده بود.',
      todo: 'برای هر درخواست تازه کلید تازه‌ای بسازید.',
    },
    en: {
      happened: 'The Idempotency-Key came before with another request.',
      todo: 'Make a new key for each new request.',
    },
  },
  'stale-write': {
    fa: {
      title: 'پس از آنکه خواندید، تغییر کرد',
      happened: 'کس دیگری در این میان عنوان یا مشخصات را تغییر داد، و تغییر شما نوشته نشد.',
      todo: 'سند را تازه کنید و تغییرتان را دوباره بدهید.',
    },
    en: {
      happened: 'Somebody changed title or metadata since you read them, so yours was not written.',
      todo: 'Load the document again and repeat your change.',
    },
  },
  'too-large': {
    fa: {
      title: 'درخواست بزرگ‌تر از اندازه است',
      happened: 'اندازهٔ درخواست از سقف سرور بیشتر است.',
      todo: 'آن را کوچک‌تر کنید؛ مدیر سرور می‌تواند سقف را تغییر دهد.',
    },
    en: {
      happened: 'The request is larger than this server takes.',
      todo: 'Make it smaller; whoever runs the server can raise the limit.',
    },
  },
  'unsupported-media-type': {
    fa: {
      title: 'نوع محتوا پشتیبانی نمی‌شود',
      happened: 'این نشانی محتوایی از این نوع نمی‌پذیرد.',
      todo: 'بدنه را با Content-Type: application/json بفرستید.',
    },
    en: {
      happened: 'This address does not take content of that type.',
      todo: 'Send it as Content-Type: application/json.',
    },
  },
  invalid: {
    fa: {
      title: 'بعضی از مقدارها درست نیست',
      happened: 'درخواست خوانده شد، ولی مقدار بعضی از فیلدها پذیرفتنی نیست.',
      todo: 'فهرست issues در پاسخ می‌گوید کدام فیلد و چرا.',
    },
    en: {
      happened: 'The request was read, but some of its fields cannot be taken.',
      todo: 'The list of issues in the answer names each one.',
    },
  },
  'address-forbidden': {
    fa: {
      title: 'این سرور از آن نشانی چیزی نمی‌آورد',
      happened:
        'سرور تنها از شبکهٔ همگانی عکس می‌آورد، با http یا https و درگاه همیشگی‌شان؛ این نشانی جای دیگری را نشان می‌دهد.',
      todo: 'عکس را در رایانهٔ خود ذخیره کنید و سپس بارگذاری کنید.',
    },
    en: {
      happened:
        'The server fetches images from the public network alone, by http or https on their own ports; this address leads elsewhere.',
      todo: 'Save the image on your own machine and upload it.',
    },
  },
  'no-image-there': {
    fa: {
      title: 'آن نشانی عکسی نداد',
      happened: 'آن سایت پاسخ نداد، دیر پاسخ داد، یا آنچه داد عکسی نبود که مرورگرها نشان دهند.',
      todo: 'پیوند را باز کنید؛ اگر عکس آنجاست، ذخیره و بارگذاری‌اش کنید.',
    },
    en: {
      happened:
        'That site did not answer, answered too late, or what it gave is no image that browsers show.',
      todo: 'Open the link; if the image is there, save it and upload it.',
    },
  },
  'note-missing': {
    fa: {
      title: 'دلیلی لازم است',
      happened: 'این گام بدون یادداشت برداشته نمی‌شود.',
      todo: 'بنویسید چرا، تا نویسنده بداند چه باید بکند.',
    },
    en: { happened: 'This step needs a note.', todo: 'Say why, so that the writer knows what to do.' },
  },
  outdated: {
    fa: {
      title: 'این برگه از سرور قدیمی‌تر است',
      happened: 'سرور به‌روز شده و این برگهٔ مرورگر هنوز نسخهٔ پیشین است.',
      todo: 'صفحه را دوباره بار کنید؛ نوشته‌های فرستاده‌نشده می‌مانند.',
    },
    en: {
      happened: 'The server was updated and this tab still runs the version before.',
      todo: 'Reload the page; words that were not sent yet are kept.',
    },
  },
  'precondition-required': {
    fa: {
      title: 'سرآیند If-Match لازم است',
      happened: 'بی آن، تغییر کسی دیگر بی‌خبر از میان می‌رفت.',
      todo: 'سند را بخوانید و ETag آن را در If-Match بفرستید.',
    },
    en: {
      happened: 'Without it somebody else’s change would be overwritten unseen.',
      todo: 'Read the document and send its ETag in If-Match.',
    },
  },
  'too-many-requests': {
    fa: {
      title: 'درخواست‌ها زیاد است',
      happened: 'در زمان کوتاهی درخواست‌های بسیاری رسید.',
      todo: 'به اندازهٔ ثانیه‌های Retry-After صبر کنید.',
    },
    en: {
      happened: 'Too many requests came in a short time.',
      todo: 'Wait the seconds that Retry-After names.',
    },
  },
  'sign-in-locked': {
    fa: {
      title: 'ورود با این شماره یا نشانی کمی بسته است',
      happened: 'کدهای نادرست بسیاری برای آن وارد شد، پس برای چند دقیقه بسته شد. نشست‌های باز شما برجاست.',
      todo: 'به اندازهٔ ثانیه‌های Retry-After صبر کنید، یا با شماره یا ایمیل دیگرتان وارد شوید.',
    },
    en: {
      happened: 'Many wrong codes were tried for it, so it rests for some minutes. Open sessions go on.',
      todo: 'Wait the seconds that Retry-After names, or sign in by your other number or address.',
    },
  },
  'history-broken': {
    fa: {
      title: 'بخشی از این تاریخچه خواندنی نیست',
      happened:
        'آنچه از آن زمان نگه داشته شده بود آسیب دیده است؛ متن امروز سر جای خود است و می‌توان در آن نوشت.',
      todo: 'مدیر سرور می‌تواند این بخش را از نسخهٔ پشتیبان پایگاه داده برگرداند.',
    },
    en: {
      happened: 'What was kept of that time is damaged; the text of today is in place and can be written on.',
      todo: 'Whoever runs the server can bring this part back from a backup of the database.',
    },
  },
  internal: {
    fa: {
      title: 'چیزی در سرور خراب شد',
      happened: 'خطایی که چشم‌به‌راهش نبودیم. چیزی نیمه‌کاره نوشته نشده است.',
      todo: 'دوباره تلاش کنید. اگر ماند، شناسهٔ درخواست را به مدیر سرور بدهید.',
    },
    en: {
      happened: 'A failure that we did not expect. Nothing was half written.',
      todo: 'Try again. If it stays, give the request id to whoever runs the server.',
    },
  },
  'not-configured': {
    fa: {
      title: 'این بخش راه‌اندازی نشده است',
      happened: 'سرور برای این کار به سرویسی نیاز دارد که تنظیم نشده است.',
      todo: 'مدیر سرور باید تنظیم‌هایی را که در پاسخ آمده است بگذارد.',
    },
    en: {
      happened: 'This needs a service that the server was not given.',
      todo: 'Whoever runs the server sets what the answer names.',
    },
  },
  'code-not-sent': {
    fa: {
      title: 'کد فرستاده نشد',
      happened: 'سرویس پیامک یا ایمیل این سرور اکنون پیام نمی‌گیرد. این تلاش به پای شما شمرده نشد.',
      todo: 'کمی بعد دوباره کد بخواهید، یا با ایمیل یا شمارهٔ دیگرتان وارد شوید.',
    },
    en: {
      happened: 'The message service of this server takes nothing at the moment. The try was not counted.',
      todo: 'Ask for a code again shortly, or sign in by your other number or address.',
    },
  },
  unavailable: {
    fa: {
      title: 'سرور اکنون نمی‌تواند',
      happened: 'یکی از بخش‌های سرور موقتاً در دسترس نیست.',
      todo: 'کمی بعد دوباره تلاش کنید؛ نوشته‌ها در مرورگرتان می‌مانند.',
    },
    en: {
      happened: 'A part of the server cannot be reached for the moment.',
      todo: 'Try again shortly; what you write is kept in your browser.',
    },
  },
};
