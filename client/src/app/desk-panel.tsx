import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { latePart } from '../lib/late-part.ts';
import { LoadingRows } from '../ui/states.tsx';
import { named } from './named.ts';
import { PanelTab } from './panel-tab.tsx';
import type { Panel } from './remembered-panel.ts';
import { SidePanel } from './side-panel.tsx';
import type { Desk } from './use-desk.ts';

const CoWriterPanel = latePart(() =>
  import('../features/co-writer/co-writer-panel.tsx').then(named('CoWriterPanel')),
);
const VersionsPanel = latePart(() =>
  import('../features/versions/versions-panel.tsx').then(named('VersionsPanel')),
);

/** The panel at the article's end: the co-writer, or the versions. */
export function DeskPanel({ desk, panel }: { desk: Desk; panel: Panel }) {
  const { t } = useTranslation();
  const { doc, runs } = desk;
  return (
    <SidePanel
      side="end"
      isSheet={!desk.isWide}
      label={t(panel === 'versions' ? 'versions.title' : 'coWriter.name')}
      onClose={() => desk.openPanel(null)}
      tabs={
        <>
          <PanelTab name="co-writer" label={t('coWriter.name')} panel={panel} onOpen={desk.openPanel} />
          <PanelTab name="versions" label={t('versions.title')} panel={panel} onOpen={desk.openPanel} />
        </>
      }
    >
      <Suspense fallback={<LoadingRows rows={5} />}>
        {panel === 'co-writer' ? (
          <CoWriterPanel
            runs={runs.data ?? []}
            runsError={runs.error}
            actions={desk.runActions}
            refusal={desk.editable ? null : t('coWriter.notNow')}
            mayDecide={desk.mayDecide}
          />
        ) : (
          <VersionsPanel
            documentId={doc.id}
            language={doc.language}
            session={desk.session}
            mayName={desk.mayNameVersions}
            mayRestore={desk.mayRestore}
          />
        )}
      </Suspense>
    </SidePanel>
  );
}
