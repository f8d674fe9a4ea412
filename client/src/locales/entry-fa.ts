// The words of signing in, of addresses that lead nowhere, and of what is told beside any screen. Written in Persian, not translated.
export const entryFa = {
  notFound: {
    title: 'اینجا چیزی نیست',
    lead: 'نشانی درست نیست، یا آنچه اینجا بود جابه‌جا شده است.',
  },
  signIn: {
    lead: 'شماره یا ایمیل خود را بنویسید تا کد یک‌بارمصرف برایتان فرستاده شود.',
    codeLead: 'کد شش‌رقمی را وارد کنید.',
    sentTo: 'کد فرستاده شد به',
    enter: 'ورود',
    otherContact: 'شماره یا ایمیل دیگر',
    resend: 'فرستادن دوبارهٔ کد',
    resendIn_one: 'فرستادن دوباره تا {{count, number}} ثانیهٔ دیگر',
    resendIn_other: 'فرستادن دوباره تا {{count, number}} ثانیهٔ دیگر',
    lost: 'آن شماره را دیگر ندارم',
    lostLead: 'با شماره یا ایمیل دیگرتان وارد شوید؛ سپس در نمایه‌تان آن را که گم شده عوض کنید.',
    lostElse: 'راه دیگری ندارید؟ مدیر سازمان در صفحهٔ افراد می‌تواند شمارهٔ تازه‌ای به شما بدهد.',
    otherWay: 'شماره یا ایمیل دیگرتان',
  },
  news: {
    partIsLate: 'این بخش هنوز نرسیده است؛ همین که خط برقرار شود می‌آید.',
    partIsGone: 'این بخش بار نشد؛ بارگذاری دوبارهٔ برگه آن را می‌آورد. نوشته‌هایتان می‌ماند.',
    newVersion: 'نسخهٔ تازه‌ای آماده است.',
    reloadsWhenSaved: 'همین که همه‌چیز ذخیره شود، برگه دوباره بارگذاری می‌شود.',
  },
};
