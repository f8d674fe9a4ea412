import { useEffect, useState } from 'react';

/** How long a point is shown at the speed of one. */
const POINT_MS = 900;

interface PlayingOptions {
  index: number;
  last: number;
  /** False while the text of this point has not come: nobody should miss it. */
  isShown: boolean;
  onMove: (index: number) => void;
}

/** Moves from point to point by itself, as fast as `speed` says and the texts come; stops at the end. */
export function usePlaying({ index, last, isShown, onMove }: PlayingOptions) {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    if (!isPlaying || !isShown) return;
    if (index >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(onMove, POINT_MS / speed, index + 1);
    return () => clearTimeout(timer);
  }, [isPlaying, isShown, index, last, speed, onMove]);
  return {
    isPlaying,
    speed,
    setSpeed,
    stop: () => setPlaying(false),
    toggle: () => {
      // At the end, playing begins again.
      if (!isPlaying && index >= last) onMove(0);
      setPlaying(!isPlaying);
    },
  };
}
