// An article as a program with version 1 of the schema stored it: every node and mark of that time, edits of two people and
// an undecided run. The bytes were written by the source of that time and are never made anew; no program after it may
// lose anything of them.

const RUN_ID = '0199d2a0-0000-7000-8000-00000000abcd';

const UPDATE = [
  'AgTqBwDE6QemAukHpwIQINiq2KfYstmH4oCM2KrYsUbpB6MCBGJvbGQCe33G6QemAuoHAARib2xkBG51bGwoAQJhaSQwMTk5ZDJh',
  'MC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMGFiY2QBdgIIY29uc3VtZWR9OQZjdXJzb3J3BEFBQUFy6QcABwEHZGVmYXVsdAMHaGVh',
  'ZGluZwcA6QcABgQA6QcBGNin2LIg2YbYs9iu2YfZlCDZhtiu2LPYqigA6QcABWxldmVsAX0Bh+kHAAMJcGFyYWdyYXBoBwDpBxAG',
  'BADpBxEQ2YjYp9qY2YfigIzYp9uMIIbpBxkEYm9sZAJ7fYTpBxoK2b7Ysdix2Ybar4bpBx8EYm9sZARudWxshOkHIAQg2YgghukH',
  'IwZpdGFsaWMCe32E6QckBNqp2KyG6QcmBml0YWxpYwRudWxshOkHJwQg2YgghukHKgZzdHJpa2UCe32E6QcrEdiu2LfigIzYrtmI',
  '2LHYr9mHhukHMwZzdHJpa2UEbnVsbITpBzQEINmIIIbpBzcJdW5kZXJsaW5lAnt9hOkHOArYstuM2LHYrti3hukHPQl1bmRlcmxp',
  'bmUEbnVsbITpBz4EINmIIIbpB0EEY29kZQJ7fYTpB0IE2qnYr4bpB0QEY29kZQRudWxshOkHRQQg2YgghukHSARib2xkAnt9hukH',
  'SQZpdGFsaWMCe32E6QdKCdmH2LEg2K/ZiIbpB08EYm9sZARudWxshukHUAZpdGFsaWMEbnVsbITpB1EEINmIIIbpB1QEbGlua3V7',
  'ImhyZWYiOiJodHRwczovL2V4YW1wbGUuY29tL2E/Yj0xIiwidGFyZ2V0IjoiX2JsYW5rIiwicmVsIjoibm9vcGVuZXIgbm9yZWZl',
  'cnJlciBub2ZvbGxvdyIsImNsYXNzIjpudWxsLCJ0aXRsZSI6bnVsbH2E6QdVCtm+24zZiNmG2K+G6QdaBGxpbmsEbnVsbITpB1sW',
  'INmIIMKr2YXbjOKAjNix2YjYr8K7LofpBxADB2hlYWRpbmcHAOkHaAYEAOkHaRHZgdmH2LHYs9iq4oCM2YfYpygA6QdoBWxldmVs',
  'AX0Ch+kHaAMKYnVsbGV0TGlzdAcA6QdzAwhsaXN0SXRlbQcA6Qd0AwlwYXJhZ3JhcGgHAOkHdQYEAOkHdgTbjNqph+kHdAMIbGlz',
  'dEl0ZW0HAOkHeQMJcGFyYWdyYXBoBwDpB3oGBADpB3sE2K/ZiIfpB3oDC29yZGVyZWRMaXN0BwDpB34DCGxpc3RJdGVtBwDpB38D',
  'CXBhcmFncmFwaAcA6QeAAQYEAOkHgQEE2LPZh4fpB38DCGxpc3RJdGVtBwDpB4QBAwlwYXJhZ3JhcGgHAOkHhQEGBADpB4YBCNqG',
  '2YfYp9ixKADpB34Fc3RhcnQBfQOH6QdzAwdoZWFkaW5nBwDpB4wBBgQA6QeNAQ7ZhtmC2YQg2Ygg2qnYrygA6QeMAQVsZXZlbAF9',
  'A4fpB4wBAwpibG9ja3F1b3RlBwDpB5cBAwlwYXJhZ3JhcGgHAOkHmAEGBADpB5kBDdmG2YLZhCDZgtmI2YSH6QeZAQMJaGFyZEJy',
  'ZWFrh+kHoQEGBADpB6IBC9iu2Lcg2K/ZiNmFh+kHlwEDCWNvZGVCbG9jawcA6QepAQYEAOkHqgEUY29uc3QgYSA9IDE7CgogIGIo',
  'KTsoAOkHqQEIbGFuZ3VhZ2UBdwJqc4fpB6kBAw5ob3Jpem9udGFsUnVsZYfpB8ABAwdoZWFkaW5nBwDpB8EBBgQA6QfCAQjYrNiv',
  '2YjZhCgA6QfBAQVsZXZlbAF9BIfpB8EBAwV0YWJsZQcA6QfIAQMIdGFibGVSb3cHAOkHyQEDC3RhYmxlSGVhZGVyBwDpB8oBAwlw',
  'YXJhZ3JhcGgHAOkHywEGBADpB8wBBti02YfYsSgA6QfKAQdjb2xzcGFuAX0BKADpB8oBB3Jvd3NwYW4BfQEoAOkHygEIY29sd2lk',
  'dGgBdQF9uAGH6QfKAQMLdGFibGVIZWFkZXIHAOkH0wEDCXBhcmFncmFwaAcA6QfUAQYEAOkH1QEG2LPYp9mEKADpB9MBB2NvbHNw',
  'YW4BfQEoAOkH0wEHcm93c3BhbgF9AYfpB8kBAwh0YWJsZVJvdwcA6QfbAQMJdGFibGVDZWxsBwDpB9wBAwlwYXJhZ3JhcGgHAOkH',
  '3QEGBADpB94BDtuM2LLYryDZiCDYsduMKADpB9wBB2NvbHNwYW4BfQIoAOkH3AEHcm93c3BhbgF9AYfpB8gBAwlwYXJhZ3JhcGgH',
  'AOkH6QEGBADpB+oBPlNldCBmcm9tIGxlZnQgdG8gcmlnaHQgYnkgaGFuZCwgd2l0aCDZhduM4oCM2YbZiNuM2LPZhSBpbnNpZGUu',
  'KADpB+kBA2RpcgF3A2x0cofpB+kBAwlwYXJhZ3JhcGgHAOkHoQIGBADpB6ICCNmF2KrZhtuMhOkHpgJcINqp2Ycg2YfZheKAjNmG',
  '2YjbjNizINmG2YjYtNiqINmIINqp2LPbjCDYr9ix2KjYp9ix2YfZlCDYotmGINiq2LXZhduM2YUg2Ybar9ix2YHYqtmHINin2LPY',
  'qi4oAOkHoQIFYWlSdW4BdyQwMTk5ZDJhMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMGFiY2SH6QehAgMJcGFyYWdyYXBoQekH6wEG',
  'xOkH4QLpB+sBB2ZpcnN0OiAB6QcB3AIG',
].join('');

export const ARTICLE_OF_SCHEMA_1 = {
  title: 'از نسخهٔ نخست',
  /** The run that wrote its last words, still undecided. */
  runId: RUN_ID,
  /** The whole state, as a Yjs update (V1). */
  update: Uint8Array.from(atob(UPDATE), (char) => char.charCodeAt(0)),
  /** Its words, as that program read them. */
  text: 'از نسخهٔ نخست\nواژه‌ای پررنگ و کج و خط‌خورده و زیرخط و کد و هر دو و پیوند و «می‌رود».\nفهرست‌ها\nیک\nدو\nسه\nچهار\nنقل و کد\nنقل قول\nخط دوم\nconst a = 1;\n\n  b();\n\nجدول\nشهر\tسال\nیزد و ری\nfirst: Set from left to right by hand, with می‌نویسم inside.\nمتنی تازه‌تر که هم‌نویس نوشت و کسی دربارهٔ آن تصمیم نگرفته است.\n',
  /** The seal (SHA-256) that it gave them. */
  seal: '5ef046c91dc69ab6bf566fef79546207bcbab91031817f89d8a551e1ee025ad3',
};
