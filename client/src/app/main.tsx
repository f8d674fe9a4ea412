import '../lib/csp-nonce.ts';
import '@fontsource-variable/vazirmatn/wght.css';
import '../styles/mantine.css';
import '../styles/tokens.css';
import '../styles/base.css';

// Who comes for an article gets the article first, and the interface around it right after.
const documentId = /^\/documents\/([0-9a-f-]{36})\/?$/.exec(window.location.pathname)?.[1];
if (documentId) {
  const { bootArticle } = await import('./boot-article.ts');
  await bootArticle(documentId);
}
const { renderApp } = await import('./render-app.tsx');
await renderApp();
