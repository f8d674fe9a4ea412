import { useTranslation } from 'react-i18next';
import type { PossibleStep } from '../features/workflow/workflow-actions.tsx';
import type { DeskTool } from './desk-tools.tsx';
import type { PaletteAction } from './palette-host.tsx';
import type { Panel } from './remembered-panel.ts';

interface Desk {
  editable: boolean;
  steps: readonly PossibleStep[];
  onStep: (step: PossibleStep) => void;
  onPanel: (panel: Panel) => void;
  onTool: (tool: DeskTool) => void;
  onFind: (replace: boolean) => void;
  onOutline: () => void;
  onFocus: () => void;
  onInvisibles: () => void;
}

/** What one can do at the desk at this moment, for the palette; the next step of the workflow first. */
export function useDeskActions(desk: Desk): PaletteAction[] {
  const { t } = useTranslation();
  return [
    ...desk.steps.map((step) => ({
      id: `step-${step.name}`,
      label: t(`steps.${step.name}`),
      terms: ['گام', 'وضعیت', 'step', 'status', step.name],
      run: () => desk.onStep(step),
    })),
    {
      id: 'find',
      label: t('find.title'),
      terms: ['یافتن', 'جستجو', 'جست‌وجو', 'find', 'search'],
      keys: 'find',
      run: () => desk.onFind(false),
    },
    {
      id: 'replace',
      label: t('keys.names.replace'),
      terms: ['جایگزین', 'replace'],
      keys: 'replace',
      run: () => desk.onFind(true),
    },
    {
      id: 'co-writer',
      label: t('coWriter.name'),
      terms: ['هم‌نویس', 'co-writer', 'ai'],
      run: () => desk.onPanel('co-writer'),
    },
    {
      id: 'versions',
      label: t('versions.title'),
      terms: ['نسخه', 'تاریخچه', 'versions', 'history'],
      run: () => desk.onPanel('versions'),
    },
    {
      id: 'proof',
      label: t('proof.title'),
      terms: ['چاپ', 'نمونه', 'کاغذ', 'پی‌دی‌اف', 'print', 'proof', 'paper', 'pdf'],
      run: () => desk.onTool('proof'),
    },
    {
      id: 'outline',
      label: t('editor.outline'),
      terms: ['فهرست', 'تیترها', 'outline', 'headings'],
      keys: 'outline',
      run: desk.onOutline,
    },
    ...(desk.editable
      ? [
          {
            id: 'clean-up',
            label: t('cleanUp.title'),
            terms: ['ویرایش', 'پاکیزه', 'نیم‌فاصله', 'ویراستیار', 'clean up', 'tidy', 'virastar'],
            run: () => desk.onTool('clean-up'),
          },
        ]
      : []),
    {
      id: 'lost-text',
      label: t('lostText.title'),
      terms: ['گم‌شده', 'پاک‌شده', 'بازیابی', 'lost', 'deleted', 'recover', 'undelete'],
      run: () => desk.onTool('lost-text'),
    },
    {
      id: 'invisibles',
      label: t('editor.invisibles'),
      terms: ['نویسه‌های نادیدنی', 'نیم‌فاصله', 'invisible characters', 'zwnj', 'half-space'],
      run: desk.onInvisibles,
    },
    {
      id: 'focus',
      label: t('editor.focus'),
      terms: ['تمرکز', 'focus', 'zen'],
      keys: 'focus',
      run: desk.onFocus,
    },
    {
      id: 'typing',
      label: t('typing.title'),
      terms: ['گیومه', 'نیم‌فاصله', 'typing', 'quotes', 'settings'],
      run: () => desk.onTool('typing'),
    },
    {
      id: 'keys',
      label: t('keys.title'),
      terms: ['کلید', 'میان‌بر', 'keys', 'shortcuts'],
      keys: 'keys',
      run: () => desk.onTool('keys'),
    },
  ];
}
