import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SaveSource, SaveState } from '../../lib/live/save-state.ts';
import classes from './editor.module.css';

interface SaveStateLineProps {
  /** What it is at this moment. */
  source: SaveSource;
  /** What is told of it. */
  told: SaveState;
}

/** Whether the words are safe, in words. "Saved" means committed in the server's database. */
export function SaveStateLine({ source, told }: SaveStateLineProps) {
  const { t } = useTranslation();
  const line = useRef<HTMLSpanElement>(null);
  // Twice with every letter: written beside React, for which it would be two drawings while somebody types. No style asks
  // for it either, so that it makes no frame.
  useLayoutEffect(() => {
    const write = () => {
      const state = source.getSave();
      const { dataset } = line.current ?? {};
      if (!dataset) return;
      dataset.state = state.kind;
      dataset.waiting = String(state.kind === 'saved' ? 0 : state.waiting);
    };
    write();
    return source.subscribe(write);
  }, [source]);
  return (
    <>
      <span ref={line} className={classes.save} data-testid="save-state" data-told={told.kind}>
        {saveStateWords(t, told)}
      </span>
      <SaveAnnouncement told={told} />
    </>
  );
}

/** A change of state, said once to whoever hears the screen; not the numbers, which grow with every letter. */
function SaveAnnouncement({ told }: { told: SaveState }) {
  const { t } = useTranslation();
  const words = announcedWords(t, told);
  const [first] = useState(words);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (words === first && said === '') return;
    setSaid(words);
  }, [words, first, said]);
  return (
    <span className="visually-hidden" role="status" data-testid="save-announcement">
      {said}
    </span>
  );
}

function announcedWords(t: Translate, told: SaveState): string {
  switch (told.kind) {
    case 'saving':
      return t('saveState.onTheirWay');
    case 'offline':
      return t('saveState.offline');
    default:
      return saveStateWords(t, told);
  }
}

type Translate = ReturnType<typeof useTranslation>['t'];

/** The save state as one short sentence, also for the tab's title. */
export function saveStateWords(t: Translate, state: SaveState): string {
  switch (state.kind) {
    case 'saved':
      return t('saveState.saved');
    case 'saving':
      return state.waiting > 0 ? t('saveState.waiting', { count: state.waiting }) : t('saveState.connecting');
    case 'offline':
      return state.waiting > 0
        ? t('saveState.offlineWaiting', { count: state.waiting })
        : t('saveState.offline');
    case 'refused':
      return t('saveState.refused', { reason: t(`refusals.${state.reason}`) });
    default:
      return state satisfies never;
  }
}
