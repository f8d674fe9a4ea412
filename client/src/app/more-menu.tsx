import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSwitchLanguage } from '../lib/use-switch-language.ts';
import barClasses from '../ui/bar-button.module.css';
import { Keys } from '../ui/keys.tsx';
import type { DeskTool } from './desk-tools.tsx';

interface MoreMenuProps {
  editable: boolean;
  onTool: (tool: DeskTool) => void;
  onFind: () => void;
  focus: Toggle;
  invisibles: Toggle;
  /** Where the foot has no room for it. */
  authorship?: { shown: boolean; onToggle: () => void };
}

interface Toggle {
  isOn: boolean;
  toggle: () => void;
}

/** What is seldom needed while writing: the desk's tools, language and theme. */
export function MoreMenu({ editable, onTool, onFind, focus, invisibles, authorship }: MoreMenuProps) {
  const { t, i18n } = useTranslation();
  const switchLanguage = useSwitchLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const other = i18n.language === 'fa' ? 'en' : 'fa';
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button
          type="button"
          className={barClasses.button}
          aria-label={t('actions.moreTools')}
          title={t('actions.moreTools')}
          data-testid="more"
        >
          <IconDots size={19} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onFind} rightSection={<Keys name="find" />} data-testid="tool-find">
          {t('find.title')}
        </Menu.Item>
        {editable ? (
          <Menu.Item onClick={() => onTool('clean-up')} data-testid="tool-clean-up">
            {t('cleanUp.title')}
          </Menu.Item>
        ) : null}
        <Menu.Item onClick={() => onTool('lost-text')} data-testid="tool-lost-text">
          {t('lostText.title')}
        </Menu.Item>
        <Menu.Item onClick={() => onTool('proof')} data-testid="tool-proof">
          {t('proof.title')}
        </Menu.Item>
        <Menu.Item
          onClick={invisibles.toggle}
          rightSection={invisibles.isOn ? <IconCheck size={16} aria-label={t('preferences.chosen')} /> : null}
          data-testid="tool-invisibles"
        >
          {t('editor.invisibles')}
        </Menu.Item>
        <Menu.Item onClick={focus.toggle} rightSection={<Keys name="focus" />} data-testid="tool-focus">
          {t('editor.focus')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => onTool('typing')} data-testid="tool-typing">
          {t('typing.title')}
        </Menu.Item>
        <Menu.Item onClick={() => onTool('keys')} rightSection={<Keys name="keys" />} data-testid="tool-keys">
          {t('keys.title')}
        </Menu.Item>
        <Menu.Divider />
        {authorship ? (
          <Menu.Item
            rightSection={
              authorship.shown ? <IconCheck size={16} aria-label={t('preferences.chosen')} /> : null
            }
            onClick={authorship.onToggle}
            data-testid="toggle-authorship"
          >
            {t('authorship.title')}
          </Menu.Item>
        ) : null}
        <Menu.Item lang={other} onClick={() => switchLanguage(other)} data-testid="switch-language">
          {other === 'fa' ? 'فارسی' : 'English'}
        </Menu.Item>
        <Menu.Label>{t('preferences.theme')}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((theme) => (
          <Menu.Item
            key={theme}
            rightSection={
              colorScheme === theme ? <IconCheck size={16} aria-label={t('preferences.chosen')} /> : null
            }
            onClick={() => setColorScheme(theme)}
            data-testid={`theme-${theme}`}
          >
            {t(`preferences.themes.${theme}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
