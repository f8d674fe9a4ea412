import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../lib/preferences.ts';
import classes from './proof.module.css';
import { copyArticle, linesOf } from './proof-layout.ts';
import { setOnPages } from './proof-pages.ts';

export interface ProofHead {
  title: string;
  /** Who wrote, status, seal, date: one line each. */
  lines: readonly string[];
  /** Above each page but the first. */
  running: string;
}

interface ProofViewProps {
  editor: Editor;
  language: Language;
  head: ProofHead;
  onClose: () => void;
}

/** A4 at 96 dots to the inch. */
const MM = 96 / 25.4;
const LINES_HEIGHT = 297 * MM - (20 + 22) * MM;
const RUNNING_HEIGHT = 10 * MM;
const ABOVE_NOTES = 5 * MM;
/** Every so many lines one carries its number. */
const NUMBERED = 5;

/** The article on paper, to be read and marked by hand: shown first, then printed by the browser. */
export function ProofView({ editor, language, head, onClose }: ProofViewProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState(0);

  useEffect(() => {
    const root = place.current;
    if (!root) return;
    let isGone = false;
    document.documentElement.setAttribute('data-proof', '');
    void document.fonts.ready.then(() => {
      if (!isGone) setPages(drawProof(root, editor, language, head));
    });
    return () => {
      isGone = true;
      document.documentElement.removeAttribute('data-proof');
    };
  }, [editor, language, head]);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [onClose]);

  return createPortal(
    <div
      className={classes.proof}
      data-proof-root=""
      role="dialog"
      aria-modal="true"
      aria-label={t('proof.title')}
    >
      <div className={classes.bar} data-pages={pages} data-testid="proof-bar">
        <span role="status">{t('proof.pages', { count: pages })}</span>
        <button type="button" className={classes.print} onClick={() => window.print()} disabled={pages === 0}>
          {t('proof.print')}
        </button>
        <button type="button" className={classes.close} onClick={onClose}>
          {t('actions.close')}
        </button>
      </div>
      <div ref={place} className={classes.sheets} dir={directionOf(language)} lang={language} />
    </div>,
    document.body,
  );
}

/** Draws the pages into an element and answers how many there are. */
function drawProof(root: HTMLElement, editor: Editor, language: Language, head: ProofHead): number {
  const number = new Intl.NumberFormat(language === 'fa' ? 'fa-IR' : 'en', { useGrouping: false });
  const { article, notes } = copyArticle(editor.view.dom);
  const galley = element(classes.galley);
  const heading = headOf(head);
  galley.append(heading, article);
  for (const note of notes.values()) galley.append(note);
  root.replaceChildren(galley);

  const heights = new Map([...notes].map(([id, note]) => [id, note.getBoundingClientRect().height]));
  const lines = linesOf(article);
  const first = LINES_HEIGHT - heading.getBoundingClientRect().height;
  const pages = setOnPages(lines, (note) => heights.get(note) ?? 0, {
    first,
    others: LINES_HEIGHT - RUNNING_HEIGHT,
    aboveNotes: ABOVE_NOTES,
  });
  const origin = article.getBoundingClientRect().top;
  const blocks = [...article.children].map((block) => {
    const box = block.getBoundingClientRect();
    return { block, top: box.top - origin, bottom: box.bottom - origin };
  });
  const sheets = pages.map((page, index) => {
    const sheet = element(classes.page);
    sheet.append(index === 0 ? heading : running(head.running));
    const top = lines[page.from]?.top ?? 0;
    const bottom = lines[page.to - 1]?.bottom ?? top;
    const view = element(classes.lines);
    view.style.blockSize = `${bottom - top}px`;
    const text = element('article article-short');
    text.dir = article.dir;
    text.lang = article.lang;
    for (const { block, top: at, bottom: end } of blocks) {
      if (end <= top || at >= bottom) continue;
      const part = block.cloneNode(true) as HTMLElement;
      // Outranks whatever the article's style sheet says of a block's place.
      part.style.position = 'absolute';
      part.style.margin = '0';
      part.style.insetBlockStart = `${at - top}px`;
      text.append(part);
    }
    view.append(text);
    const numbers = element(classes.numbers);
    for (let line = page.from; line < page.to; line += 1) {
      if ((line + 1) % NUMBERED !== 0) continue;
      const label = element(classes.number);
      label.textContent = number.format(line + 1);
      label.style.insetBlockStart = `${(lines[line]?.top ?? 0) - top}px`;
      label.style.blockSize = `${(lines[line]?.bottom ?? 0) - (lines[line]?.top ?? 0)}px`;
      numbers.append(label);
    }
    const body = element(classes.body);
    body.append(numbers, view);
    sheet.append(body);
    if (page.notes.length > 0) {
      const foot = element(`${classes.notes} article article-short`);
      foot.append(...page.notes.flatMap((note) => notes.get(note) ?? []));
      sheet.append(foot);
    }
    const folio = element(classes.folio);
    folio.textContent = `${number.format(index + 1)} / ${number.format(pages.length)}`;
    sheet.append(folio);
    return sheet;
  });
  root.replaceChildren(...sheets);
  return sheets.length;
}

function headOf({ title, lines }: ProofHead): HTMLElement {
  const head = element(classes.head);
  const name = document.createElement('h1');
  name.dir = 'auto';
  name.textContent = title;
  head.append(name);
  for (const line of lines) {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    head.append(paragraph);
  }
  return head;
}

function running(words: string): HTMLElement {
  const line = element(classes.running);
  line.dir = 'auto';
  line.textContent = words;
  return line;
}

function element(className: string | undefined): HTMLElement {
  const made = document.createElement('div');
  made.className = className ?? '';
  return made;
}
