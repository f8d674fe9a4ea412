import type { Project } from '@hamnevis/core/contract/organizations';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { fitsWords } from '../lib/fits-words.ts';
import { agoInWords } from '../lib/moments.ts';
import { useLanguage } from '../lib/use-language.ts';
import { useProblemText } from '../lib/use-problem-text.ts';
import { Keys } from '../ui/keys.tsx';
import { StatusChip } from '../ui/status-chip.tsx';
import classes from './palette.module.css';
import type { PaletteAction } from './palette-host.tsx';
import { usePaletteDocuments } from './use-palette-documents.ts';

const [store, spotlight] = createSpotlight();

interface PaletteProps {
  isOpen: boolean;
  /** Undefined until they are known. */
  projects: readonly Project[] | undefined;
  actions: readonly PaletteAction[];
  onClose: () => void;
}

/** Documents and actions under one field: arrows, Enter, Esc. */
export function Palette({ isOpen, projects, actions, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [query, setQuery] = useState('');
  const [list, setList] = useState<HTMLDivElement | null>(null);
  const ids = useId();
  const [selected, setSelected] = useState(-1);
  const found = usePaletteDocuments(isOpen ? projects : undefined, query);
  const fitting = actions.filter((action) => fitsWords([action.label, ...action.terms], query));
  const shown = [...found.documents.map(({ id }) => id), ...fitting.map(({ id }) => id)];
  const shownKey = shown.join(' ');

  useEffect(() => {
    if (isOpen) spotlight.open();
    else spotlight.close();
  }, [isOpen]);

  // Spotlight marks the chosen one on its element alone: when the list is another, the first one is chosen anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list on the screen follows these
  useEffect(() => {
    const options = list?.querySelectorAll('[data-action]') ?? [];
    options.forEach((option, index) => {
      if (index === 0) option.setAttribute('data-selected', 'true');
      else option.removeAttribute('data-selected');
    });
    const first = options.length > 0 ? 0 : -1;
    store.updateState((state) => ({ ...state, selected: first }));
    setSelected(first);
  }, [shownKey, list]);

  const option = (id: string, content: ReactNode, run: () => void) => {
    const index = shown.indexOf(id);
    return (
      <Spotlight.Action
        key={id}
        // Spotlight drops an id that is given as a property.
        ref={(button) => {
          if (button) button.id = `${ids}${index}`;
        }}
        role="option"
        aria-selected={index === selected}
        className={classes.option ?? ''}
        onClick={run}
        data-testid={`palette-${id}`}
      >
        {content}
      </Spotlight.Action>
    );
  };

  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{ duration: 120, transition: 'fade' }}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        // An empty field begins where the interface does.
        dir={query ? 'auto' : undefined}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${ids}list`}
        aria-activedescendant={selected >= 0 ? `${ids}${selected}` : undefined}
        // Spotlight moves its choice after this, and tells nobody.
        onKeyDown={() => queueMicrotask(() => setSelected(store.getState().selected))}
        data-testid="palette-query"
      />
      <Spotlight.ActionsList id={`${ids}list`.replace(/\W/g, '')} className={classes.list ?? ''}>
        <div
          ref={setList}
          id={`${ids}list`}
          role="listbox"
          aria-label={t('palette.title')}
          data-testid="palette"
        >
          {found.documents.length > 0 ? (
            <Group id={`${ids}documents`} label={t('palette.documents')}>
              {found.documents.map((document) =>
                option(
                  document.id,
                  <>
                    <span className={classes.label}>
                      <bdi className="one-line">{document.title}</bdi>
                    </span>
                    <span className={classes.when}>{agoInWords(document.updatedAt, language)}</span>
                    <StatusChip status={document.status} />
                  </>,
                  () => void navigate(`/documents/${document.id}`),
                ),
              )}
            </Group>
          ) : null}
          {fitting.length > 0 ? (
            <Group id={`${ids}actions`} label={t('palette.actions')}>
              {fitting.map((action) =>
                option(
                  action.id,
                  <>
                    <span className={classes.label}>
                      <bdi className="one-line">{action.label}</bdi>
                    </span>
                    {action.keys ? <Keys name={action.keys} /> : null}
                  </>,
                  action.run,
                ),
              )}
            </Group>
          ) : null}
        </div>
        <p className={classes.note} role="status">
          {found.error
            ? problemText(found.error)
            : shown.length === 0
              ? t(found.isLoading ? 'states.loading' : 'palette.none')
              : null}
        </p>
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Group({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is not a part of a listbox
    <div role="group" aria-labelledby={id}>
      <div id={id} className={classes.group}>
        {label}
      </div>
      {children}
    </div>
  );
}
