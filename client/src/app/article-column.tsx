import { Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { RunLinesView } from '../features/co-writer/run-lines.tsx';
import { EditorSurface } from '../features/editor/editor-surface.tsx';
import { FiguresLine } from '../features/editor/figures-line.tsx';
import { TitleField } from '../features/editor/title-field.tsx';
import { latePart } from '../lib/late-part.ts';
import { dayInWords, momentInWords } from '../lib/moments.ts';
import { directionOf } from '../lib/preferences.ts';
import { useLanguage } from '../lib/use-language.ts';
import { LoadingRows } from '../ui/states.tsx';
import { takeBootedEditor } from './booted-article.ts';
import classes from './document-workplace.module.css';
import { EndedNotice } from './ended-notice.tsx';
import { named } from './named.ts';
import type { Desk } from './use-desk.ts';

const HomelessPanel = latePart(() =>
  import('../features/lost-words/homeless-panel.tsx').then(named('HomelessPanel')),
);
const RoomNotice = latePart(() => import('./room-notice.tsx').then(named('RoomNotice')));
const KeptWords = latePart(() => import('./kept-words.tsx').then(named('KeptWords')));

/** The article itself. Everything in the column begins where the article's lines begin. */
export function ArticleColumn({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { tagged, doc, session, view, editor, editable, runs, figures } = desk;
  const language = useLanguage();
  const refetchRuns = runs.refetch;
  const unknownRun = useCallback(() => void refetchRuns(), [refetchRuns]);
  const { replica } = view;
  return (
    <div className={classes.column} dir={directionOf(doc.language)}>
      <TitleField tagged={tagged} editable={desk.mayEdit} />
      <p className={classes.byline}>
        <bdi dir={directionOf(language)}>
          <bdi>{doc.createdBy.name}</bdi> · {dayInWords(doc.updatedAt, language)}
          <FiguresLine of={figures} lead=" · " />
        </bdi>
      </p>
      {doc.status === 'approved' && doc.approvedBy && doc.approvedAt ? (
        <p className={classes.sealed} dir={directionOf(language)} data-testid="approved-by">
          {t('workflow.approvedBy', {
            name: doc.approvedBy.name,
            when: momentInWords(doc.approvedAt, language),
          })}
        </p>
      ) : null}
      {!doc.canEdit && doc.status !== 'approved' ? (
        <p className={classes.readOnly} dir={directionOf(language)} data-testid="read-only">
          {t(doc.myRole === 'viewer' ? 'workflow.readOnlyRole' : 'workflow.readOnlyReview')}
        </p>
      ) : null}
      {view.room && editable ? (
        <Suspense>
          <RoomNotice room={view.room} />
        </Suspense>
      ) : null}
      {view.ended ? <EndedNotice reason={view.ended} documentId={doc.id} /> : null}
      <Suspense>
        {view.rescue ? (
          <KeptWords
            rescue={view.rescue}
            session={session}
            doc={view.ended === 'not-found' ? null : doc}
            editor={editor}
            editable={editable}
          />
        ) : null}
      </Suspense>
      <Suspense>
        {editor ? (
          <HomelessPanel
            documentId={doc.id}
            editor={editable ? editor : null}
            confirmed={() => session.confirmed()}
          />
        ) : null}
      </Suspense>
      {replica && view.hasContent && view.ended !== 'not-found' ? (
        <EditorSurface
          key={view.generation}
          replica={replica}
          language={doc.language}
          editable={editable}
          extensions={desk.extensions}
          takeMade={takeBootedEditor}
          onEditor={desk.setEditor}
          onSaveAsked={desk.saveAsked}
        />
      ) : null}
      {!view.hasContent && !view.ended ? <LoadingRows rows={8} /> : null}
      {editor && replica ? (
        <RunLinesView
          lines={desk.runLines}
          editor={editor}
          document={replica.document}
          language={doc.language}
          runs={runs.data ?? []}
          actions={desk.runActions}
          mayDecide={desk.mayDecide}
          onUnknownRun={unknownRun}
        />
      ) : null}
    </div>
  );
}
