import { Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Outline } from '../features/editor/outline.tsx';
import { useBlockLink } from '../features/editor/use-block-link.ts';
import { latePart } from '../lib/late-part.ts';
import { useLanguage } from '../lib/use-language.ts';
import { ArticleColumn } from './article-column.tsx';
import { DeskBar } from './desk-bar.tsx';
import { DeskFoot } from './desk-foot.tsx';
import { DeskPanel } from './desk-panel.tsx';
import classes from './document-workplace.module.css';
import { named } from './named.ts';
import { PaletteHost } from './palette-host.tsx';
import { SidePanel } from './side-panel.tsx';
import { type OpenDesk, useDesk } from './use-desk.ts';
import { useProofHead } from './use-proof-head.ts';

const BubbleMenu = latePart(() => import('../features/editor/bubble-menu.tsx').then(named('BubbleMenu')));
const SlashMenu = latePart(() => import('../features/editor/slash-menu.tsx').then(named('SlashMenu')));
const BlockHandle = latePart(() => import('../features/editor/block-handle.tsx').then(named('BlockHandle')));
const LinkCard = latePart(() => import('../features/editor/link-card.tsx').then(named('LinkCard')));
const UploadHost = latePart(() => import('../features/editor/upload-host.tsx').then(named('UploadHost')));
const DeskTools = latePart(() => import('./desk-tools.tsx').then(named('DeskTools')));
const FindBar = latePart(() => import('../features/editor/find-bar.tsx').then(named('FindBar')));

/** One document's screen: the bar, the article between its panels, the foot, and what opens over them. */
export function DocumentWorkplace(open: OpenDesk) {
  const { t } = useTranslation();
  const language = useLanguage();
  const desk = useDesk(open);
  const { doc, editor, editable, isWide, focus, panel, openPanel } = desk;
  const { replica } = desk.view;
  const proofHead = useProofHead(doc);
  useBlockLink(editor);
  const openCoWriter = useCallback(() => openPanel('co-writer'), [openPanel]);
  return (
    <div
      className={classes.workplace}
      data-panel={panel !== null && isWide ? '' : undefined}
      data-focus={focus.isOn || undefined}
    >
      <a className="skip-link" href="#article">
        {t('app.skipToContent')}
      </a>
      <DeskBar desk={desk} />

      {desk.showsOutline && !focus.isOn && editor && replica ? (
        <SidePanel
          side="start"
          isSheet={!isWide}
          label={t('editor.outline')}
          onClose={() => desk.setShowsOutline(false)}
        >
          <Outline
            editor={editor}
            awareness={replica.awareness}
            {...(isWide ? {} : { onChosen: () => desk.setShowsOutline(false) })}
          />
        </SidePanel>
      ) : desk.showsOutline && !focus.isOn && isWide ? (
        // Its place: the article must not move when it comes.
        <div className={classes.start} />
      ) : null}

      {desk.finding && editor ? (
        <div className={classes.find}>
          <Suspense>
            <FindBar
              editor={editor}
              editable={editable}
              asked={desk.finding}
              onClose={() => desk.setFinding(null)}
            />
          </Suspense>
        </div>
      ) : null}

      <main id="article" className={classes.middle} tabIndex={-1}>
        <ArticleColumn desk={desk} />
      </main>

      {panel && !focus.isOn ? <DeskPanel desk={desk} panel={panel} /> : null}

      <DeskFoot desk={desk} />

      <Suspense>{editor ? <LinkCard editor={editor} editable={editable} /> : null}</Suspense>
      {editor && editable ? (
        <>
          <Suspense>{desk.isPhone ? null : <BubbleMenu editor={editor} />}</Suspense>
          <div className={classes.overMiddle}>
            <Suspense>
              <UploadHost
                editor={editor}
                documentId={doc.id}
                language={language}
                fetchesImages={desk.view.fetchesImages}
              />
            </Suspense>
          </div>
          <Suspense>
            <BlockHandle editor={editor} />
          </Suspense>
          <Suspense>
            <SlashMenu editor={editor} onCoWriter={openCoWriter} />
          </Suspense>
        </>
      ) : null}
      <Suspense>
        <PaletteHost organizationId={doc.organizationId} actions={desk.paletteActions} />
      </Suspense>
      <Suspense>
        {desk.tool ? (
          <DeskTools
            tool={desk.tool}
            editor={editor}
            editable={editable}
            documentId={doc.id}
            language={doc.language}
            proofHead={proofHead}
            onClose={() => desk.setTool(null)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}
