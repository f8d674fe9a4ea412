// Opens an article before anything else: a reader of its address can type in it while the interface around it is
// still being loaded. No React, no router, no words of the interface.
import { RunLines, RunMarks } from '../features/co-writer/run-marks.ts';
import { createArticleEditor } from '../features/editor/article-editor.ts';
import { fetchDocument } from '../lib/documents.ts';
import { DocumentSession } from '../lib/live/document-session.ts';
import { fetchMe } from '../lib/me.ts';
import { directionOf } from '../lib/preferences.ts';
import { type BootedArticle, keepBooted } from './booted-article.ts';
import classes from './document-workplace.module.css';
import { rememberedPanel, remembersOutline } from './remembered-panel.ts';

/** The interface is loaded after this long even if the article is not there yet: it says why. */
const PATIENCE_MS = 1200;

/** Resolves when one can type, when it is clear that one cannot, or when it takes too long. */
export async function bootArticle(documentId: string): Promise<void> {
  try {
    await Promise.race([open(documentId), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  } catch {
    // Signed out, gone, no server: the interface asks again and says it in words.
  }
}

async function open(documentId: string): Promise<void> {
  const [me, tagged] = await Promise.all([fetchMe(), fetchDocument(documentId)]);
  if (!me) return;
  const session = new DocumentSession({
    documentId,
    user: { id: me.id, name: me.name, color: me.color, kind: 'person' },
  });
  const booted: BootedArticle = {
    me,
    tagged,
    session,
    article: null,
    lines: new RunLines(),
    screen: firstScreen(),
  };
  keepBooted(booted);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (booted.article || booted.session !== session) return resolve();
      if (!session.getView().hasContent) return;
      unsubscribe();
      try {
        show(booted, session);
      } catch {
        // The interface meets the same fault and says it in words.
      }
      resolve();
    };
    const unsubscribe = session.subscribe(look);
    look();
  });
}

function show(booted: BootedArticle, session: DocumentSession): void {
  const { replica, readOnly } = session.getView();
  if (!replica) return;
  const { language, title, canEdit } = booted.tagged.body;
  booted.article = createArticleEditor({
    replica,
    language,
    editable: canEdit && readOnly !== true,
    extensions: [RunMarks.configure({ lines: booted.lines })],
  });
  const column = document.createElement('div');
  column.className = classes.column ?? '';
  column.dir = directionOf(language);
  const heading = document.createElement('h1');
  heading.className = classes.bootTitle ?? '';
  heading.dir = 'auto';
  heading.textContent = title;
  const byline = document.createElement('p');
  byline.className = classes.byline ?? '';
  byline.textContent = '\u00a0';
  column.append(heading, byline, booted.article.host);
  const middle = document.createElement('main');
  middle.className = classes.middle ?? '';
  middle.append(column);
  booted.screen.append(middle);
  document.body.append(booted.screen);
}

/** The empty frame of the workplace: the article stands where the interface will show it. */
function firstScreen(): HTMLElement {
  const screen = document.createElement('div');
  screen.className = `${classes.workplace} ${classes.boot}`;
  // The places of what will stand beside it.
  screen.toggleAttribute('data-outline', remembersOutline());
  screen.toggleAttribute('data-end', rememberedPanel() !== null);
  const bar = document.createElement('div');
  bar.className = classes.bar ?? '';
  const foot = document.createElement('div');
  foot.className = classes.foot ?? '';
  screen.append(bar, foot);
  return screen;
}
