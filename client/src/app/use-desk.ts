// What the parts of one document's screen share: who may do what at this moment, and which of them are open.
import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import type { Editor } from '@tiptap/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberAuthorship, remembersAuthorship } from '../features/authorship/remembered-authorship.ts';
import { useRunActions } from '../features/co-writer/use-run-actions.ts';
import { saveStateWords } from '../features/editor/save-state-line.tsx';
import { useArticleFigures } from '../features/editor/use-article-figures.ts';
import { useFollow } from '../features/editor/use-follow.ts';
import type { PossibleStep } from '../features/workflow/workflow-actions.tsx';
import type { TaggedDocument } from '../lib/documents.ts';
import { loadLateParts } from '../lib/late-part.ts';
import type { DocumentSession, SessionView } from '../lib/live/document-session.ts';
import { useMedia } from '../lib/use-media.ts';
import { useRuns } from '../lib/use-runs.ts';
import { useShortcuts } from '../lib/use-shortcuts.ts';
import { notify } from '../ui/notices.tsx';
import type { DeskTool } from './desk-tools.tsx';
import {
  type Panel,
  rememberedPanel,
  rememberOutline,
  rememberPanel,
  remembersOutline,
} from './remembered-panel.ts';
import { useDeskActions } from './use-desk-actions.ts';
import { useFocusMode } from './use-focus-mode.ts';
import { useInvisibles } from './use-invisibles.ts';
import { useRunMarks } from './use-run-marks.ts';

/** An open document with its session. */
export interface OpenDesk {
  tagged: TaggedDocument;
  session: DocumentSession;
  view: SessionView;
}

export type Desk = ReturnType<typeof useDesk>;

export function useDesk({ tagged, session, view }: OpenDesk) {
  const { t } = useTranslation();
  const doc = tagged.body;
  const isWide = useMedia('(min-width: 1180px)');
  const isPhone = useMedia('(max-width: 760px)');
  const [editor, setEditor] = useState<Editor | null>(null);
  const [panel, setPanel] = useState<Panel | null>(() => (isWide ? rememberedPanel() : null));
  const [showsOutline, setShowsOutline] = useState(() => isWide && remembersOutline());
  const [tool, setTool] = useState<DeskTool | null>(null);
  const [finding, setFinding] = useState<{ replace: boolean; times: number } | null>(null);
  const [showsAuthorship, setShowsAuthorship] = useState(remembersAuthorship);
  const [askedStep, setAskedStep] = useState<PossibleStep | null>(null);
  const figures = useArticleFigures(editor, doc.language);
  const invisibles = useInvisibles(editor);
  const focus = useFocusMode(editor);
  const following = useFollow(editor, view.replica?.awareness);
  const runs = useRuns(doc.id);
  const runActions = useRunActions(doc.id, session, editor);
  const { lines, extensions } = useRunMarks(runs.data, runActions);
  const mayEdit = doc.canEdit && view.ended === null;
  const editable = mayEdit && view.readOnly !== true;
  const may = (action: 'decide-ai' | 'name-version' | 'restore') =>
    judgeDocumentAction(doc.myRole, action, { status: doc.status }).allowed;

  useEffect(() => session.setTitle(doc.title), [session, doc.title]);

  // Whatever may be opened while the line is cut is brought while it is there, after the text.
  const isThere = view.hasContent && view.connection === 'online';
  useEffect(() => {
    if (isThere) void session.confirmed().then(loadLateParts);
  }, [session, isThere]);

  // A connection keeps the rights under which it was opened: when mine have grown, a new one is asked for.
  const { replica, readOnly } = view;
  useEffect(() => {
    if (doc.canEdit && readOnly) replica?.reconnect();
  }, [doc.canEdit, readOnly, replica]);

  const openPanel = useCallback((next: Panel | null) => {
    setPanel(next);
    rememberPanel(next);
  }, []);
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
    rememberOutline(!showsOutline);
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
    onPanel: openPanel,
    onTool: setTool,
    onFind: find,
    onOutline: toggleOutline,
    onFocus: focus.toggle,
    onInvisibles: invisibles.toggle,
  });

  return {
    tagged,
    doc,
    session,
    view,
    isWide,
    isPhone,
    editor,
    setEditor,
    extensions,
    figures,
    runs,
    runActions,
    runLines: lines,
    mayEdit,
    editable,
    mayDecide: mayEdit && may('decide-ai'),
    mayNameVersions: may('name-version'),
    mayRestore: may('restore'),
    panel,
    openPanel,
    togglePanel: (asked: Panel) => openPanel(panel === asked ? null : asked),
    showsOutline,
    setShowsOutline,
    toggleOutline,
    tool,
    setTool,
    finding,
    setFinding,
    find,
    showsAuthorship,
    toggleAuthorship,
    askedStep,
    setAskedStep,
    saveAsked,
    focus,
    following,
    invisibles,
    paletteActions,
  };
}
