// Working in one document: keeps a replica connected, tells what is saved, and survives refusals by keeping the
// refused words and starting over with a fresh replica.
import type { ticket } from '@hamnevis/core/contract/documents';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import type { AwarenessUser } from '@hamnevis/core/sockets/awareness';
import { CLOSE_CODES, type CloseReason, closeReasonOf, POISONING } from '@hamnevis/core/sockets/close-codes';
import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import { isNearFull, type RoomMessage } from '@hamnevis/core/sockets/room';
import { firstAnswer } from '../first-answer.ts';
import { ProblemError, request } from '../http.ts';
import { LINE_IS_BACK } from '../new-version.ts';
import { randomKey } from '../random-key.ts';
import {
  type CopyAddress,
  copiesIn,
  dropCopy,
  dropLeftCopies,
  joinedCounts,
  type LocalCopy,
  noteCopy,
  sumOf,
} from './local-copies.ts';
import { noteOpen } from './open-sessions.ts';
import { Replica } from './replica.ts';
import {
  dropRescue,
  keepRescue,
  loadRescue,
  onRescueChanged,
  type Rescue,
  type RescuePlace,
} from './rescues.ts';
import { type EndReason, type SaveState, saveStateOf } from './save-state.ts';
import { unsavedBlocks } from './unsaved-words.ts';

type Ticket = (typeof ticket)['_output'];

/** A refusal's reason comes with a message or the close; this long is waited for it. */
const REASON_WAIT_MS = 250;
/** After so many refusals in a row the document is closed here instead of starting over again. */
const MAX_RESETS = 3;
const RESET_WINDOW_MS = 60_000;
/** Writing the note down with every letter is felt; it may tell of too many changes for so long, never of none too early. */
const NOTE_AFTER_MS = 1_000;

export interface SessionOptions {
  documentId: string;
  user: AwarenessUser;
}

/** What the screen is built from; a new object only when something in it changed, which typing does not. */
export interface SessionView {
  /** Changes with each fresh replica: an editor belongs to one. */
  generation: number;
  replica: Replica | null;
  hasContent: boolean;
  connection: 'opening' | 'online' | 'offline';
  readOnly: boolean | null;
  rescue: Rescue | null;
  ended: EndReason | null;
  /** How full the document is; null while there is room. */
  room: RoomMessage | null;
  /** The server fetches images of other sites when somebody asks for it. */
  fetchesImages: boolean;
}

export class DocumentSession {
  private readonly options: SessionOptions;
  private readonly listeners = new Set<() => void>();
  private replica: Replica | null = null;
  private generation = 0;
  private rescue: Rescue | null = null;
  /** Where this opening keeps its copy, and what it took over from others, by theirs. */
  private copy: CopyAddress;
  private inherited: Readonly<Record<string, number>> = {};
  private readonly place: RescuePlace;
  private readonly stopHearing: () => void;
  private readonly forgetOpen: () => void;
  private ended: EndReason | null = null;
  private room: RoomMessage | null = null;
  private refusal: CloseReason | null = null;
  private refusalTimer: ReturnType<typeof setTimeout> | undefined;
  private noteTimer: ReturnType<typeof setTimeout> | undefined;
  /** Changes that the note tells of. */
  private noted = 0;
  private resets: number[] = [];
  private title = '';
  private view: SessionView;
  private save: SaveState;
  private closed = false;
  /** Every connection asks for a ticket first, which tells it. */
  private maxUpdateBytes = Number.MAX_SAFE_INTEGER;
  private fetchesImages = false;
  private tellMessage: (message: ServerMessage) => void = () => undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.place = { personId: options.user.id, documentId: options.documentId };
    this.copy = this.newCopy();
    this.open(copiesIn(options.user.id, options.documentId));
    this.view = this.look();
    this.save = this.lookAtSaving();
    window.addEventListener('online', this.connectNow);
    window.addEventListener('offline', this.connectionDropped);
    window.addEventListener('pagehide', this.writeNote);
    document.addEventListener('visibilitychange', this.connectNow);
    this.forgetOpen = noteOpen(this);
    this.stopHearing = onRescueChanged(this.place, this.readRescue);
    this.readRescue();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getView = (): SessionView => this.view;

  /** Apart from the view, since it changes with every keystroke. */
  getSave = (): SaveState => this.save;

  /** Who is told what the server says beside the text. */
  onMessage(listener: (message: ServerMessage) => void): void {
    this.tellMessage = listener;
  }

  /** The title that the list of unsaved copies shows. */
  setTitle(title: string): void {
    this.title = title;
  }

  /** Resolves when everything written so far is confirmed by the server. */
  confirmed(): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.save.kind !== 'saved') return false;
        unsubscribe();
        resolve();
        return true;
      };
      const unsubscribe = this.subscribe(check);
      check();
    });
  }

  /** As {@link confirmed}; at once where nothing will be sent any more: what is left is in the browser's copy. */
  settled(): Promise<void> {
    return this.ended ? Promise.resolve() : this.confirmed();
  }

  /** The author has dealt with the kept words that were shown; what came since stays. */
  settleRescue(): void {
    const { rescue } = this;
    if (!rescue) return;
    // Gone from the screen once it is gone from the browser: a reload that comes first would bring it back.
    const settled = () => {
      if (this.rescue === rescue) this.rescue = null;
      this.changed();
    };
    void dropRescue(this.place, rescue.ids).then(settled, settled).then(this.readRescue);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.refusalTimer);
    this.stopHearing();
    this.forgetOpen();
    window.removeEventListener('online', this.connectNow);
    window.removeEventListener('offline', this.connectionDropped);
    window.removeEventListener('pagehide', this.writeNote);
    document.removeEventListener('visibilitychange', this.connectNow);
    this.writeNote();
    await this.replica?.destroy();
  }

  private newCopy(): CopyAddress {
    return { ...this.place, tab: randomKey() };
  }

  /** A refused replica's successor takes nothing over: not the refused words either. */
  private open(earlier: readonly LocalCopy[]): void {
    const { user } = this.options;
    this.refusal = null;
    this.generation += 1;
    this.inherited = joinedCounts(earlier);
    const replica: Replica = new Replica({
      copy: this.copy,
      earlier,
      restoredWaiting: sumOf(this.inherited),
      user,
      url: socketUrl(),
      getTicket: () => this.getTicket(),
      onChange: () => this.replica === replica && this.changed(),
      maxUpdateBytes: () => this.maxUpdateBytes,
      onTooLarge: () => {
        if (this.replica !== replica) return;
        this.refusal = 'too-large';
        this.refused();
      },
      onRefused: () => this.replica === replica && this.refused(),
      onStateless: (payload) => this.replica === replica && this.heard(payload),
      onClosed: (event) => this.replica === replica && this.disconnected(event),
    });
    this.replica = replica;
  }

  private async getTicket(): Promise<string> {
    try {
      const answer = await firstAnswer((signal) =>
        request<Ticket>('POST', `/documents/${this.options.documentId}/collab-ticket`, {
          body: { schemaVersion: SCHEMA_VERSION },
          signal,
        }),
      );
      this.maxUpdateBytes = answer.maxUpdateBytes;
      this.fetchesImages = answer.fetchesImages;
      return answer.ticket;
    } catch (error) {
      const status = error instanceof ProblemError ? error.status : 0;
      if (status === 401) this.end('signed-out');
      else if (status === 404 || status === 403) this.end('not-found');
      else if (status === 426) this.end('outdated');
      // Without a ticket nothing may be sent: the next connection asks again.
      else this.replica?.reconnect();
      throw error;
    }
  }

  private heard(payload: string): void {
    let message: ServerMessage;
    try {
      message = JSON.parse(payload) as ServerMessage;
    } catch {
      return;
    }
    if (message.type === 'refused') {
      this.refusal = message.reason;
      if (POISONING.includes(message.reason)) this.refused();
    }
    if (message.type === 'room') {
      this.room = isNearFull(message.usedBytes, message.maxBytes) ? message : null;
      this.changed();
    }
    this.tellMessage(message);
  }

  private refused(): void {
    this.refusalTimer ??= setTimeout(() => {
      this.refusalTimer = undefined;
      void this.startOver(this.refusal ?? 'role-changed');
    }, REASON_WAIT_MS);
  }

  private disconnected(event: { code: number; reason: string }): void {
    // Told again with the next connection, if it still holds.
    this.room = null;
    const reason = closeReasonOf(event.code) ?? (isCloseReason(event.reason) ? event.reason : undefined);
    if (!reason) {
      // A document closed on an open socket is not opened again by the provider.
      if (event.code === 1000 && this.view.connection !== 'offline') this.replica?.reconnect();
      return;
    }
    this.tellMessage({ type: 'changed', what: 'document' });
    if (reason === 'not-found' || reason === 'outdated') this.end(reason);
    else if (POISONING.includes(reason) && (isBadReplica(reason) || (this.replica?.waiting ?? 0) > 0)) {
      this.refusal = reason;
      this.refused();
    } else if (event.code === 1000) this.replica?.reconnect();
  }

  /** Keeps the unconfirmed words, throws replica and local copy away, and opens a fresh one. */
  private async startOver(reason: CloseReason): Promise<void> {
    const poisoned = this.replica;
    if (!poisoned || this.closed) return;
    this.replica = null;
    const refused = this.copy;
    const isKept = this.keepWords(poisoned, reason);
    this.changed();
    await poisoned.destroy();
    // What could not be kept stays in the copy: opened again, it is refused and offered again.
    if (await isKept) await dropCopy(refused);
    if (this.closed) return;
    const now = Date.now();
    this.resets = [...this.resets.filter((at) => now - at < RESET_WINDOW_MS), now];
    if (this.resets.length > MAX_RESETS) this.ended = 'refused-again';
    else {
      this.copy = this.newCopy();
      this.open([]);
    }
    this.changed();
  }

  /** Resolves to whether the words are safe without the replica: there are none, or the browser keeps them. */
  private async keepWords(replica: Replica, reason: EndReason): Promise<boolean> {
    const blocks = unsavedBlocks(replica.document, replica.unconfirmed, replica.carried);
    if (blocks.length === 0) return replica.hasRead;
    const at = new Date().toISOString();
    // Shown at once, and again as it is kept: with what was kept before.
    this.rescue ??= { ids: [], at, reason, title: this.title, blocks, moving: false };
    try {
      await keepRescue(this.place, { at, reason, title: this.title, blocks });
    } catch {
      // A browser that keeps nothing: the words stand on the screen, to be copied.
      return false;
    }
    this.readRescue();
    return replica.hasRead;
  }

  private readRescue = (): void => {
    void loadRescue(this.place).then(
      (rescue) => {
        this.rescue = rescue;
        if (!this.closed) this.changed();
      },
      // A browser that keeps nothing has nothing to tell.
      () => undefined,
    );
  };

  /** Stops for good. Words that cannot be sent are kept; the local copy stays when a reload can still send it. */
  private end(reason: EndReason): void {
    if (this.ended) return;
    this.ended = reason;
    const { replica } = this;
    if (replica && reason === 'not-found') {
      const isKept = this.keepWords(replica, reason);
      void replica
        .destroy()
        .then(() => isKept)
        .then(async (kept) => {
          if (kept) await Promise.all([dropCopy(this.copy), dropLeftCopies(this.place)]);
        });
    } else void replica?.destroy();
    this.changed();
  }

  private connectNow = (): void => {
    if (document.visibilityState === 'visible') this.replica?.connectNow();
  };

  private connectionDropped = (): void => {
    // The browser may take minutes to give up a dead socket; a live one is back within a second.
    this.replica?.giveUp();
  };

  /** At once when the first change waits that nobody else has: a tab may end without a word. */
  private noteSoon(): void {
    if (this.closed) return;
    const waits = (this.replica?.waiting ?? 0) > 0;
    if (waits && this.noted === 0) this.writeNote();
    else this.noteTimer ??= setTimeout(this.writeNote, NOTE_AFTER_MS);
  }

  private writeNote = (): void => {
    clearTimeout(this.noteTimer);
    this.noteTimer = undefined;
    const { replica } = this;
    this.noted = replica?.waiting ?? 0;
    if (!replica || this.ended === 'not-found') return;
    const restored = sumOf(this.inherited);
    if (replica.ledger.confirmed >= restored && replica.ledger.verified) this.inherited = {};
    const own = Math.max(0, replica.waiting - sumOf(this.inherited));
    noteCopy(this.copy, { title: this.title, counts: { ...this.inherited, [this.copy.tab]: own } });
  };

  private changed(): void {
    const before = this.view.connection;
    this.view = same(this.view, this.look());
    if (before === 'offline' && this.view.connection === 'online')
      window.dispatchEvent(new Event(LINE_IS_BACK));
    this.save = same(this.save, this.lookAtSaving());
    this.noteSoon();
    for (const listener of this.listeners) listener();
  }

  private look(): SessionView {
    const { replica } = this;
    const connection = replica?.connection ?? 'opening';
    return {
      generation: this.generation,
      replica,
      hasContent: replica?.hasContent ?? false,
      connection,
      readOnly: replica?.readOnly ?? null,
      rescue: this.rescue,
      ended: this.ended,
      room: this.room,
      fetchesImages: this.fetchesImages,
    };
  }

  private lookAtSaving(): SaveState {
    const { replica } = this;
    return saveStateOf({
      connection: replica?.connection ?? 'opening',
      waiting: replica?.waiting ?? 0,
      confirmed: replica?.ledger.confirmed ?? 0,
      verified: replica?.ledger.verified ?? false,
      refused: this.rescue?.reason ?? null,
      ended: this.ended,
    });
  }
}

/** The earlier object when nothing in the new one differs. */
function same<Value extends object>(earlier: Value, now: Value): Value {
  const keys = Object.keys(now) as (keyof Value)[];
  const isSame =
    keys.length === Object.keys(earlier).length && keys.every((key) => Object.is(earlier[key], now[key]));
  return isSame ? earlier : now;
}

function socketUrl(): string {
  return `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/collab`;
}

function isCloseReason(reason: string): reason is CloseReason {
  return Object.hasOwn(CLOSE_CODES, reason);
}

/** Refusals that say something about the replica itself, whether or not changes wait. */
function isBadReplica(reason: CloseReason): boolean {
  return reason === 'malformed' || reason === 'foreign-client' || reason === 'gap' || reason === 'too-large';
}
