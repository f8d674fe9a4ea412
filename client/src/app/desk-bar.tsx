import { IconChevronRight, IconHistory, IconLayoutSidebar } from '@tabler/icons-react';
import { Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PeopleStack } from '../features/editor/people-stack.tsx';
import { WorkflowActions } from '../features/workflow/workflow-actions.tsx';
import { latePart } from '../lib/late-part.ts';
import { SparkIcon } from '../ui/avatar.tsx';
import { BarButton } from '../ui/bar-button.tsx';
import classes from './document-workplace.module.css';
import { named } from './named.ts';
import { SaveCorner } from './save-corner.tsx';
import type { Desk } from './use-desk.ts';

const MoreMenu = latePart(() => import('./more-menu.tsx').then(named('MoreMenu')));
const VoiceButton = latePart(() => import('../features/voice/voice-button.tsx').then(named('VoiceButton')));

/** Above the article: where it lies, whether it is saved, who is here, and what may be done with it. */
export function DeskBar({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { doc, session, focus, panel } = desk;
  const canLeave = useCallback(
    () => (doc.canEdit ? session.confirmed() : Promise.resolve()),
    [session, doc.canEdit],
  );
  return (
    <header className={classes.bar}>
      <BarButton
        label={t('editor.outline')}
        pressed={desk.showsOutline}
        testId="toggle-outline"
        onClick={desk.toggleOutline}
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
      <PeopleStack awareness={desk.view.replica?.awareness} following={desk.following} />
      <div className={classes.workflow}>
        <WorkflowActions
          document={doc}
          canLeave={canLeave}
          asked={desk.askedStep}
          onAsked={() => desk.setAskedStep(null)}
        />
      </div>
      <span className={classes.tools}>
        <BarButton
          label={t('coWriter.name')}
          pressed={panel === 'co-writer'}
          testId="open-co-writer"
          onClick={() => desk.togglePanel('co-writer')}
        >
          <SparkIcon size={19} />
        </BarButton>
        <BarButton
          label={t('versions.title')}
          pressed={panel === 'versions'}
          testId="open-versions"
          onClick={() => desk.togglePanel('versions')}
        >
          <IconHistory size={19} />
        </BarButton>
        <Suspense fallback={<span className={classes.toolPlace} />}>
          <VoiceButton documentId={doc.id} />
          <MoreMenu
            editable={desk.editable}
            onTool={desk.setTool}
            onFind={() => desk.find(false)}
            focus={focus}
            invisibles={desk.invisibles}
            {...(desk.isPhone
              ? { authorship: { shown: desk.showsAuthorship, onToggle: desk.toggleAuthorship } }
              : {})}
          />
        </Suspense>
      </span>
    </header>
  );
}
