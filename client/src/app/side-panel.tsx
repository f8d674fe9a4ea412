import { IconX } from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { latePart } from '../lib/late-part.ts';
import { BarButton } from '../ui/bar-button.tsx';
import classes from './document-workplace.module.css';

const Sheet = latePart(() => import('./sheet.tsx').then((module) => ({ default: module.Sheet })));

interface SidePanelProps {
  side: 'start' | 'end';
  /** On narrow screens the sides become sheets over the text. */
  isSheet: boolean;
  label: string;
  tabs?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function SidePanel({ side, isSheet, label, tabs, onClose, children }: SidePanelProps) {
  const { t } = useTranslation();
  if (isSheet) {
    return (
      <Suspense>
        <Sheet side={side} label={label} onClose={onClose} tabs={tabs}>
          {children}
        </Sheet>
      </Suspense>
    );
  }
  return (
    <aside className={classes[side]} aria-label={label} data-testid={`side-${side}`}>
      {tabs ? (
        <div className={classes.tabs}>
          {tabs}
          <span className={classes.spacer} />
          <BarButton label={t('actions.close')} onClick={onClose} testId="close-panel">
            <IconX size={17} />
          </BarButton>
        </div>
      ) : null}
      <div className={classes.sideBody}>{children}</div>
    </aside>
  );
}
