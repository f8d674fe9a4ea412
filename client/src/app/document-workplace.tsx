import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import { IconChevronRight, IconHistory, IconLayoutSidebar } from '@tabler/icons-react';
import type { Editor } from '@tiptap/core';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AuthorshipToggle } from '../features/authorship/authorship-toggle.tsx';
import { rememberAuthorship, remembersAuthorship } from '../features/authorship/remembered-authorship.ts';
import { RunLinesView } from '../features/co-writer/run-lines.tsx';
import { useRunActions } from '../features/co-writer/use-run-actions.ts';
import { EditorSurface } from '../features/editor/editor-surface.tsx';
import { openSlashMenu } from '../features/editor/open-slash-menu.ts';
import { Outline } from '../features/editor/outline.tsx';
import { PeopleStack } from '../features/editor/people-stack.tsx';
import { saveStateWords } from '../features/editor/save-state-line.tsx';
import { TitleField } from '../features/editor/title-field.tsx';
import { useFigures } from '../features/editor/use-figures.ts';
import { useSelectionFigures } from '../features/editor/use-selection-figures.ts';
import { type PossibleStep, WorkflowActions } from '../features/workflow/workflow-actions.tsx';
import type { TaggedDocument } from '../lib/documents.ts';
import type { DocumentSession, SessionView } from '../lib/live/document-session.ts';
import { dayInWords, momentInWords } from '../lib/moments.ts';
import { directionOf, readItem, writeItem } from '../lib/preferences.ts';
import { useLanguage } from '../lib/use-language.ts';
import { useMedia } from '../lib/use-media.ts';
import { useRuns } from '../lib/use-runs.ts';
import { useShortcuts } from '../lib/use-shortcuts.ts';
import { SparkIcon } from '../ui/avatar.tsx';
import { BarButton } from '../ui/bar-button.tsx';
import { Keys } from '../ui/keys.tsx';
import { notify } from '../ui/notices.tsx';
import { LoadingRows } from '../ui/states.tsx';
import { takeBootedEditor } from './booted-article.ts';
import type { DeskTool } from './desk-tools.tsx';
import classes from './document-workplace.module.css';
import { EndedNotice } from './ended-notice.tsx';
import { PaletteHost } from './palette-host.tsx';
import { PanelTab } from './panel-tab.tsx';
import { type Panel, rememberedPanel, rememberPanel } from './remembered-panel.ts';
import { SaveCorner } from './save-corner.tsx';
import { SidePanel } from './side-panel.tsx';
import { useDeskActions } from './use-desk-actions.ts';
import { useFocusMode } from './use-focus-mode.ts';
import { useInvisibles } from './use-invisibles.ts';
import { useRunMarks } from './use-run-marks.ts';

const AuthorshipShares = lazy(() =>
  import('../features/authorship/authorship-shares.tsx').then(named('AuthorshipShares')),
);
const CoWriterPanel = lazy(() =>
  import('../features/co-writer/co-writer-panel.tsx').then(named('CoWriterPanel')),
);
const VersionsPanel = lazy(() =>
  import('../features/versions/versions-panel.tsx').then(named('VersionsPanel')),
);
const BubbleMenu = lazy(() => import('../features/editor/bubble-menu.tsx').then(named('BubbleMenu')));
const SlashMenu = lazy(() => import('../features/editor/slash-menu.tsx').then(named('SlashMenu')));
const FormatBar = lazy(() => import('../features/editor/format-bar.tsx').then(named('FormatBar')));
const RescuePanel = lazy(() => import('../features/editor/rescue-panel.tsx').then(named('RescuePanel')));
const DeskTools = lazy(() => import('./desk-tools.tsx').then(named('DeskTools')));
const FindBar = lazy(() => import('../features/editor/find-bar.tsx').then(named('FindBar')));
const MoreMenu = lazy(() => import('./more-menu.tsx').then(named('MoreMenu')));
const VoiceButton = lazy(() => import('../features/voice/voice-button.tsx').then(named('VoiceButton')));

/** The keys that a Persian desk needs most, told at its foot. */
const FOOT_KEYS = ['halfSpace', 'direction', 'find'] as const;
const OUTLINE_KEY = 'hamnevis.outline';

interface DocumentWorkplaceProps {
  tagged: TaggedDocument;
  session: DocumentSession;
  view: SessionView;
}

export function DocumentWorkplace({ tagged, session, view }: DocumentWorkplaceProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const doc = tagged.body;
  const isWide = useMedia('(min-width: 1180px)');
  const isPhone = useMedia('(max-width: 760px)');
  const [editor, setEditor] = useState<Editor | null>(null);
  const [panel, setPanel] = useState<Panel | null>(() => (isWide ? rememberedPanel() : null));
  const [showsOutline, setShowsOutline] = useState(() => isWide && readItem(OUTLINE_KEY) !== 'closed');
  const [tool, setTool] = useState<DeskTool | null>(null);
  const [finding, setFinding] = useState<{ replace: boolean; times: number } | null>(null);
  const [showsAuthorship, setShowsAuthorship] = useState(remembersAuthorship);
  const [askedStep, setAskedStep] = useState<PossibleStep | null>(null);
  const figures = useFigures(editor, doc.language);
  const selected = useSelectionFigures(editor, doc.language);
  const invisibles = useInvisibles(editor);
  const focus = useFocusMode(editor);
  const runs = useRuns(doc.id);
  const actions = useRunActions(doc.id, session, editor);
  const { lines, extensions } = useRunMarks(runs.data, actions);
  const role = doc.myRole;
  const subject = { status: doc.status };
  const mayEdit = doc.canEdit && view.ended === null;
  const editable = mayEdit && view.readOnly !== true;
  const mayDecide = mayEdit && judgeDocumentAction(role, 'decide-ai', subject).allowed;

  useEffect(() => session.setTitle(doc.title), [session, doc.title]);

  // A connection keeps the rights under which it was opened: when mine have grown, a new one is asked for.
  const { replica, readOnly } = view;
  useEffect(() => {
    if (doc.canEdit && readOnly) replica?.reconnect();
  }, [doc.canEdit, readOnly, replica]);

  const open = useCallback((next: Panel | null) => {
    setPanel(next);
    rememberPanel(next);
  }, []);
  const openCoWriter = useCallback(() => open('co-writer'), [open]);
  const toggle = (asked: Panel) => open(panel === asked ? null : asked);
  const toggleAuthorship = () => {
    setShowsAuthorship(!showsAuthorship);
    rememberAuthorship(!showsAuthorship);
  };
  const saveAsked = useCallback(() => {
    const save = session.getSave();
    const words = saveStateWords(t, save);
    // What is not saved is never told as if it were.
    notify('done', save.kind === 'saved' ? t('saveState.asked', { state: words }) : words);
  }, [t, session]);
  const find = (replace: boolean) => {
    setFinding((now) => ({ replace, times: (now?.times ?? 0) + 1 }));
    return true;
  };
  const toggleOutline = () => {
    setShowsOutline(!showsOutline);
    writeItem(OUTLINE_KEY, showsOutline ? 'closed' : 'open');
  };
  useShortcuts({
    find: () => find(false),
    replace: () => find(true),
    save: saveAsked,
    outline: toggleOutline,
    keys: () => setTool('keys'),
    focus: focus.toggle,
  });
  const paletteActions = useDeskActions({
    editable,
    steps: doc.steps,
    onStep: setAskedStep,
    onPanel: open,
    onTool: setTool,
    onFind: find,
    onOutline: toggleOutline,
    onFocus: focus.toggle,
    onInvisibles: invisibles.toggle,
  });
  const refetchRuns = runs.refetch;
  const unknownRun = useCallback(() => void refetchRuns(), [refetchRuns]);
  const canLeave = useCallback(
    () => (doc.canEdit ? session.confirmed() : Promise.resolve()),
    [session, doc.canEdit],
  );

  return (
    <div
      className={classes.workplace}
      data-panel={panel !== null && isWide ? '' : undefined}
      data-focus={focus.isOn || undefined}
    >
      <a className="skip-link" href="#article">
        {t('app.skipToContent')}
      </a>
      <header className={classes.bar}>
        <BarButton
          label={t('editor.outline')}
          pressed={showsOutline}
          testId="toggle-outline"
          onClick={toggleOutline}
        >
          <IconLayoutSidebar size={19} className="mirrored" />
        </BarButton>
        <nav className={classes.where} aria-label={t('editor.where')}>
          <Link to={`/?organization=${doc.organizationId}`} dir="auto">
            {doc.organizationName}
          </Link>
          <IconChevronRight size={14} className="mirrored" aria-hidden="true" />
          <span dir="auto">{doc.projectName}</span>
          <IconChevronRight size={14} className="mirrored" aria-hidden="true" />
          <span className={classes.barTitle} dir="auto" aria-current="page">
            {doc.title}
          </span>
        </nav>
        <SaveCorner session={session} title={doc.title} />
        {focus.isOn ? (
          <button type="button" className={classes.footButton} onClick={focus.toggle} data-testid="end-focus">
            {t('editor.endFocus')}
          </button>
        ) : null}
        <span className={classes.spacer} />
        <PeopleStack awareness={replica?.awareness} />
        <div className={classes.workflow}>
          <WorkflowActions
            document={doc}
            canLeave={canLeave}
            asked={askedStep}
            onAsked={() => setAskedStep(null)}
          />
        </div>
        <span className={classes.tools}>
          <BarButton
            label={t('coWriter.name')}
            pressed={panel === 'co-writer'}
            testId="open-co-writer"
            onClick={() => toggle('co-writer')}
          >
            <SparkIcon size={19} />
          </BarButton>
          <BarButton
            label={t('versions.title')}
            pressed={panel === 'versions'}
            testId="open-versions"
            onClick={() => toggle('versions')}
          >
            <IconHistory size={19} />
          </BarButton>
          <Suspense fallback={<span className={classes.toolPlace} />}>
            <VoiceButton documentId={doc.id} />
            <MoreMenu
              editable={editable}
              onTool={setTool}
              onFind={() => find(false)}
              focus={focus}
              invisibles={invisibles}
              {...(isPhone ? { authorship: { shown: showsAuthorship, onToggle: toggleAuthorship } } : {})}
            />
          </Suspense>
        </span>
      </header>

      {showsOutline && !focus.isOn && editor && replica ? (
        <SidePanel
          side="start"
          isSheet={!isWide}
          label={t('editor.outline')}
          onClose={() => setShowsOutline(false)}
        >
          <Outline
            editor={editor}
            awareness={replica.awareness}
            {...(isWide ? {} : { onChosen: () => setShowsOutline(false) })}
          />
        </SidePanel>
      ) : null}

      {finding && editor ? (
        <div className={classes.find}>
          <Suspense>
            <FindBar editor={editor} editable={editable} asked={finding} onClose={() => setFinding(null)} />
          </Suspense>
        </div>
      ) : null}

      <main id="article" className={classes.middle} tabIndex={-1}>
        {/* Everything in the column begins where the article's lines begin. */}
        <div className={classes.column} dir={directionOf(doc.language)}>
          <TitleField tagged={tagged} editable={mayEdit} />
          <p className={classes.byline}>
            <bdi dir={directionOf(language)}>
              <bdi>{doc.createdBy.name}</bdi> · {dayInWords(doc.updatedAt, language)}
              {figures ? (
                <>
                  {' '}
                  · {t('library.words', { count: figures.words })} ·{' '}
                  {t('editor.minutes', { count: figures.minutes })}
                </>
              ) : null}
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
              {t(role === 'viewer' ? 'workflow.readOnlyRole' : 'workflow.readOnlyReview')}
            </p>
          ) : null}
          {view.ended ? <EndedNotice reason={view.ended} documentId={doc.id} /> : null}
          <Suspense>
            {view.rescue ? (
              <RescuePanel
                rescue={view.rescue}
                title={doc.title}
                editor={editable ? editor : null}
                onSettled={() => session.settleRescue()}
              />
            ) : null}
          </Suspense>
          {replica && view.hasContent && view.ended !== 'not-found' ? (
            <EditorSurface
              key={view.generation}
              replica={replica}
              language={doc.language}
              editable={editable}
              extensions={extensions}
              takeMade={takeBootedEditor}
              onEditor={setEditor}
              onSaveAsked={saveAsked}
            />
          ) : null}
          {!view.hasContent && !view.ended ? <LoadingRows rows={8} /> : null}
          {editor && replica ? (
            <RunLinesView
              lines={lines}
              editor={editor}
              document={replica.document}
              language={doc.language}
              runs={runs.data ?? []}
              actions={actions}
              mayDecide={mayDecide}
              onUnknownRun={unknownRun}
            />
          ) : null}
        </div>
      </main>

      {panel && !focus.isOn ? (
        <SidePanel
          side="end"
          isSheet={!isWide}
          label={t(panel === 'versions' ? 'versions.title' : 'coWriter.name')}
          onClose={() => open(null)}
          tabs={
            <>
              <PanelTab name="co-writer" label={t('coWriter.name')} panel={panel} onOpen={open} />
              <PanelTab name="versions" label={t('versions.title')} panel={panel} onOpen={open} />
            </>
          }
        >
          <Suspense fallback={<LoadingRows rows={5} />}>
            {panel === 'co-writer' ? (
              <CoWriterPanel
                runs={runs.data ?? []}
                runsError={runs.error}
                actions={actions}
                refusal={editable ? null : t('coWriter.notNow')}
                mayDecide={mayDecide}
              />
            ) : (
              <VersionsPanel
                documentId={doc.id}
                language={doc.language}
                session={session}
                mayName={judgeDocumentAction(role, 'name-version', subject).allowed}
                mayRestore={judgeDocumentAction(role, 'restore', subject).allowed}
              />
            )}
          </Suspense>
        </SidePanel>
      ) : null}

      <footer className={classes.foot}>
        {isPhone && editor && editable ? (
          <Suspense>
            <FormatBar editor={editor} foot />
          </Suspense>
        ) : (
          <span className={classes.figures} data-testid="figures">
            {selected
              ? `${t('editor.selected')} ${t('library.words', { count: selected.words })} · ${t('editor.characters', { count: selected.characters })}`
              : figures
                ? `${t('library.words', { count: figures.words })} · ${t('editor.minutes', { count: figures.minutes })}`
                : null}
          </span>
        )}
        {editor && editable && !isPhone ? (
          <span className={classes.keys}>
            <button type="button" className={classes.footButton} onClick={() => openSlashMenu(editor)}>
              {t('editor.tools')} <kbd>/</kbd>
            </button>{' '}
            {FOOT_KEYS.map((name) => (
              <span key={name}>
                · <Keys name={name} /> {t(`keys.names.${name}`)}{' '}
              </span>
            ))}
          </span>
        ) : null}
        {isPhone && !showsAuthorship ? null : (
          <span className={classes.authorship}>
            {isPhone ? null : <AuthorshipToggle shown={showsAuthorship} onToggle={toggleAuthorship} />}
            {showsAuthorship && editor ? (
              <Suspense>
                <AuthorshipShares documentId={doc.id} session={session} editor={editor} />
              </Suspense>
            ) : null}
          </span>
        )}
      </footer>

      <Suspense>
        {editor && editable ? (
          <>
            {isPhone ? null : <BubbleMenu editor={editor} />}
            <SlashMenu editor={editor} onCoWriter={openCoWriter} />
          </>
        ) : null}
        <PaletteHost organizationId={doc.organizationId} actions={paletteActions} />
        {tool ? (
          <DeskTools tool={tool} editor={editor} language={doc.language} onClose={() => setTool(null)} />
        ) : null}
      </Suspense>
    </div>
  );
}

function named<Name extends string>(name: Name) {
  return <Props,>(module: Record<Name, React.ComponentType<Props>>) => ({ default: module[name] });
}
