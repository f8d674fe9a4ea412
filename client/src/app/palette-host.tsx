import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { useMantineColorScheme } from '@mantine/core';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { latePart } from '../lib/late-part.ts';
import type { ShortcutName } from '../lib/shortcuts.ts';
import { useMe } from '../lib/use-me.ts';
import { useProjects } from '../lib/use-projects.ts';
import { useShortcuts } from '../lib/use-shortcuts.ts';
import { useSwitchLanguage } from '../lib/use-switch-language.ts';

const Palette = latePart(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const NewDocumentDialog = latePart(() =>
  import('../features/library/new-document-dialog.tsx').then((module) => ({
    default: module.NewDocumentDialog,
  })),
);

/** Something that one can do now. */
export interface PaletteAction {
  id: string;
  label: string;
  /** Words by which it is found beside its label, in both languages. */
  terms: readonly string[];
  keys?: ShortcutName;
  run: () => void;
}

interface PaletteHostProps {
  organizationId: string | undefined;
  /** What the page around it offers at this moment. */
  actions: readonly PaletteAction[];
  /** Rises each time a button asks for the palette. */
  asks?: number;
}

/** Opens the palette with Ctrl+K: documents, and what one can do here. Loaded when it is first asked for. */
export function PaletteHost({ organizationId, actions, asks = 0 }: PaletteHostProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const switchLanguage = useSwitchLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const [isCreating, setIsCreating] = useState(false);
  const projects = useProjects(isOpen || isCreating ? organizationId : undefined);
  const open = useCallback(() => {
    setWasOpen(true);
    setIsOpen(true);
  }, []);
  useEffect(() => {
    if (asks > 0) open();
  }, [asks, open]);
  useShortcuts({ palette: open });

  const role = me.data?.memberships.find((one) => one.organizationId === organizationId)?.role;
  const mayCreate = role !== undefined && judgeOrganizationAction(role, 'create-document').allowed;
  const other = i18n.language === 'fa' ? 'en' : 'fa';
  const everywhere: PaletteAction[] = [
    ...(mayCreate
      ? [
          {
            id: 'new-document',
            label: t('library.newDocument'),
            terms: ['سند تازه', 'نو', 'new document', 'create'],
            run: () => setIsCreating(true),
          },
        ]
      : []),
    {
      id: 'library',
      label: t('nav.home'),
      terms: ['سندها', 'خانه', 'documents', 'home', 'library'],
      run: () => void navigate('/'),
    },
    ...(
      [
        ['people', ['افراد', 'دعوت', 'عضو', 'people', 'invite', 'members']],
        ['settings', ['تنظیمات', 'سازمان', 'کلید', 'settings', 'organization', 'api keys']],
        ['trash', ['زباله', 'پاک', 'trash', 'bin', 'deleted']],
      ] as const
    ).map(([place, terms]) => ({
      id: place,
      label: t(`nav.${place}`),
      terms,
      run: () => void navigate(`/${place}`),
    })),
    {
      id: 'profile',
      label: t('nav.profile'),
      terms: ['نمایه', 'نشست', 'تقویم', 'profile', 'sessions', 'calendar', 'account'],
      run: () => void navigate('/profile'),
    },
    {
      id: 'language',
      label: other === 'fa' ? 'فارسی' : 'English',
      terms: ['زبان', 'فارسی', 'انگلیسی', 'language', 'english', 'persian', 'farsi'],
      run: () => switchLanguage(other),
    },
    ...(['auto', 'light', 'dark'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: `${t('preferences.theme')}: ${t(`preferences.themes.${theme}`)}`,
      terms: ['رنگ', 'تیره', 'روشن', 'theme', 'dark', 'light', theme],
      run: () => setColorScheme(theme),
    })),
  ];

  return (
    <Suspense>
      {wasOpen ? (
        <Palette
          isOpen={isOpen}
          projects={projects.data}
          actions={[...actions, ...everywhere]}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
      {isCreating && projects.data ? (
        <NewDocumentDialog projects={projects.data} onClose={() => setIsCreating(false)} />
      ) : null}
    </Suspense>
  );
}
