// What others write comes in by single letters, ten people's at once. Taken in one by one they hold up the page of whoever
// types beside them; so they wait for each other a moment, longer the longer this page needs to take them in, and then for
// the moment after a letter of one's own. The first after a silence does not wait.
import { QuietMoments, thisPage } from './quiet-moments.ts';

/** The pause after each taking in, at least and at most. */
const PAUSE_MS = [40, 250] as const;
/** Taking in may use one part in so many of the page's time. */
const PARTS = 6;

/** The time, and waiting; a test gives its own. */
export interface Clock {
  now(): number;
  /** Nobody types here: nothing is felt. */
  isQuiet(): boolean;
  /** Runs so much later, and then when it is felt least. Answers how to take it back. */
  after(ms: number, run: () => void): () => void;
}

let moments: QuietMoments | undefined;

/** One for the page: it hears every key. */
function momentsOfPage(): QuietMoments {
  moments ??= new QuietMoments(thisPage());
  return moments;
}

const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  isQuiet: () => momentsOfPage().isQuiet(),
  after: (ms, run) => {
    let stop = () => clearTimeout(timer);
    const timer = setTimeout(() => {
      stop = momentsOfPage().run(run);
    }, ms);
    return () => stop();
  },
};

/** Things that are given on together, in their order. */
export class Gathering<Thing> {
  private readonly give: (things: readonly Thing[]) => void;
  private readonly clock: Clock;
  private waiting: Thing[] = [];
  private isHeld = false;
  private notBefore = Number.NEGATIVE_INFINITY;
  private takeBack: (() => void) | undefined;

  constructor(give: (things: readonly Thing[]) => void, clock: Clock = REAL_CLOCK) {
    this.give = give;
    this.clock = clock;
  }

  /** Given on at once when the last is long enough ago, or else with the others that come until then. */
  add(thing: Thing): void {
    this.waiting.push(thing);
    if (this.isHeld || this.takeBack) return;
    const waitMs = this.notBefore - this.clock.now();
    if (waitMs <= 0 && this.clock.isQuiet()) this.giveOn();
    else this.takeBack = this.clock.after(Math.max(0, waitMs), () => this.giveOn());
  }

  /** While held nothing is given on, however long it takes. */
  hold(held: boolean): void {
    this.isHeld = held;
    if (!held) this.giveOn();
  }

  /** Gives on what waits, unless it is held. */
  giveOn(): void {
    this.takeBack?.();
    this.takeBack = undefined;
    if (this.isHeld || this.waiting.length === 0) return;
    const things = this.waiting;
    this.waiting = [];
    const start = this.clock.now();
    try {
      this.give(things);
    } finally {
      const end = this.clock.now();
      const [least, most] = PAUSE_MS;
      this.notBefore = end + Math.min(most, Math.max(least, (end - start) * (PARTS - 1)));
    }
  }

  /** Forgets what waits: nobody is there any more to take it. */
  end(): void {
    this.takeBack?.();
    this.takeBack = undefined;
    this.waiting = [];
  }
}
