// Pictures of other sites that came with a paste. To fetch one tells that site that somebody reads this text, so none is
// fetched before the person who pasted it says so; until then, and for good if they like, links stand in their places.
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { ProblemError } from '../../lib/http.ts';
import { linksTo } from './picture-links.ts';

/** A picture that lies on another site, and what that site says for those who do not see it, and under it. */
export interface PictureElsewhere {
  address: string;
  alt: string;
  caption?: string;
}

/** One of them as the screen shows it. */
export interface PictureRow extends PictureElsewhere {
  host: string;
  isComing: boolean;
  /** Why it did not come when it was last asked for. */
  error: unknown;
}

const KEY = new PluginKey('pictures-elsewhere');
/** The server, and the other site, have more to do. */
const AT_ONCE = 2;
/** The article is looked through no more often than this. */
const LOOK_AFTER_MS = 150;

interface Known extends PictureElsewhere {
  isComing: boolean;
  error: unknown;
}

export class PicturesElsewhere {
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<() => void>();
  private readonly queue: string[] = [];
  private readonly editor: Editor;
  private readonly bringOne: (picture: PictureElsewhere) => Promise<void>;
  private readonly isTakenBack: (error: unknown) => boolean;
  private rows: readonly PictureRow[] = [];
  private coming = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawn: { article: Node; set: DecorationSet } | null = null;

  constructor(
    editor: Editor,
    bringOne: (picture: PictureElsewhere) => Promise<void>,
    isTakenBack: (error: unknown) => boolean,
  ) {
    this.editor = editor;
    this.bringOne = bringOne;
    this.isTakenBack = isTakenBack;
    editor.on('update', this.lookSoon);
    editor.registerPlugin(
      new Plugin({ key: KEY, props: { decorations: ({ doc }) => this.decorations(doc) } }),
    );
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Those whose links stand in the article now; what was undone or deleted is not among them. */
  getRows = (): readonly PictureRow[] => this.rows;

  add(pictures: readonly PictureElsewhere[]): void {
    for (const picture of pictures)
      this.known.set(picture.address, { ...picture, isComing: false, error: null });
    this.lookSoon();
  }

  /** What the person wants here. */
  bring(addresses: readonly string[]): void {
    for (const address of addresses) {
      const picture = this.known.get(address);
      if (!picture || picture.isComing) continue;
      Object.assign(picture, { isComing: true, error: null });
      this.queue.push(address);
    }
    this.look();
    this.next();
  }

  /** They stay links, and nobody is asked again. */
  leave(addresses: readonly string[]): void {
    for (const address of addresses) this.known.delete(address);
    this.look();
  }

  end(): void {
    clearTimeout(this.timer);
    this.queue.length = 0;
    this.editor.off('update', this.lookSoon);
    if (!this.editor.isDestroyed) this.editor.unregisterPlugin(KEY);
  }

  private next(): void {
    while (this.coming < AT_ONCE) {
      const address = this.queue.shift();
      const picture = address === undefined ? undefined : this.known.get(address);
      if (address === undefined) return;
      if (!picture) continue;
      this.coming += 1;
      void this.bringPatiently(picture).then(() => {
        this.coming -= 1;
        this.look();
        this.next();
      });
    }
  }

  private async bringPatiently(picture: Known): Promise<void> {
    try {
      await this.bringOne(picture);
      picture.error = null;
    } catch (error) {
      // So many in a minute, and the rest in the next one: they were asked for all the same.
      const waitSeconds = error instanceof ProblemError ? error.retryAfterSeconds : undefined;
      if (waitSeconds !== undefined && this.known.has(picture.address)) {
        await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
        if (!this.editor.isDestroyed) return this.bringPatiently(picture);
      }
      picture.error = this.isTakenBack(error) ? null : error;
    } finally {
      picture.isComing = false;
    }
  }

  private lookSoon = (): void => {
    if (this.known.size > 0) this.timer ??= setTimeout(() => this.look(), LOOK_AFTER_MS);
  };

  private look(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.editor.isDestroyed) return;
    const standing = linksTo(this.editor.state.doc, new Set(this.known.keys()));
    const addresses = [...new Set(standing.map(({ address }) => address))];
    this.rows = addresses.flatMap((address) => {
      const picture = this.known.get(address);
      return picture ? [{ ...picture, host: URL.parse(address)?.host ?? address }] : [];
    });
    this.drawn = null;
    this.editor.view.dispatch(this.editor.state.tr.setMeta(KEY, true).setMeta('addToHistory', false));
    for (const listener of this.listeners) listener();
  }

  /** The links are told apart from others; nothing is put between letters. */
  private decorations(article: Node): DecorationSet {
    if (this.known.size === 0) return DecorationSet.empty;
    if (this.drawn?.article !== article) {
      const links = linksTo(article, new Set(this.known.keys()));
      const marks = links.map(({ from, to }) => Decoration.inline(from, to, { class: 'picture-elsewhere' }));
      this.drawn = { article, set: DecorationSet.create(article, marks) };
    }
    return this.drawn.set;
  }
}
