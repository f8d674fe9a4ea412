import classes from './document-workplace.module.css';
import type { Panel } from './remembered-panel.ts';

interface PanelTabProps {
  name: Panel;
  label: string;
  panel: Panel;
  onOpen: (panel: Panel) => void;
}

/** Chooses which panel stands at the end side. */
export function PanelTab({ name, label, panel, onOpen }: PanelTabProps) {
  return (
    <button
      type="button"
      className={classes.tab}
      aria-pressed={panel === name}
      data-testid={`panel-${name}`}
      onClick={() => onOpen(name)}
    >
      {label}
    </button>
  );
}
