import { PROBLEMS, Problem, type ProblemSlug } from '@hamnevis/core/problems/catalogue';
import { PROBLEM_WORDS } from '@hamnevis/core/problems/words';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { ApiEnv } from '../services.ts';

/** GET /problems/{slug}: where the `type` of an error leads. What happened and what to do, in both languages. */
export function problemPageRoutes() {
  return new Hono<ApiEnv>().get('/problems/:slug', (c) => {
    const slug = c.req.param('slug');
    if (!isSlug(slug)) throw new Problem('not-found');
    const nonce = c.get('secureHeadersNonce') ?? '';
    const { status, title } = PROBLEMS[slug];
    const { fa, en } = PROBLEM_WORDS[slug];
    return c.html(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Hamnevis</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body>
<main>
<section lang="fa" dir="rtl"><h1>${fa.title}</h1><p>${fa.happened}</p><p>${fa.todo}</p></section>
<section lang="en" dir="ltr"><h1>${title}</h1><p>${en.happened}</p><p>${en.todo}</p></section>
<footer dir="ltr"><code>${slug}</code> · HTTP ${String(status)}</footer>
</main>
</body>
</html>`);
  });
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.8 Vazirmatn, "Segoe UI", system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 42rem; margin-inline: auto; padding: 2rem 1rem; }
section { margin-block-end: 2.5rem; }
h1 { font-size: 1.25rem; margin-block-end: 0.5rem; }
footer { opacity: 0.7; font-size: 0.875rem; }
`;

function isSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}
