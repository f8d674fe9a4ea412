// Others at work in the same article: each connection types in a paragraph of its own, with a caret that goes along.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { paragraphsOf } from './long-article.ts';

/** A letter of each peer's, every so many milliseconds: about sixty words a minute. */
const LETTER_EVERY_MS = 200;
const WORDS = 'و از آن روز به بعد قطار هر شامگاه سوت می‌کشید ';

export interface Peers {
  /** How many letters they have typed so far. */
  typed(): number;
  leave(): Promise<void>;
}

/** Connects to an article and waits until everything is there. */
export async function openArticle(
  url: string,
  documentId: string,
  token: string,
): Promise<HocuspocusProvider> {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `${url.replace(/^http/, 'ws')}/collab`,
    WebSocketPolyfill: WebSocket,
  });
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: documentId,
    document: new Y.Doc(),
    token,
  });
  provider.attach();
  await new Promise<void>((resolve) => {
    if (provider.isSynced) resolve();
    else provider.on('synced', () => resolve());
  });
  return provider;
}

/**
 * One peer per token, at places spread over the article, the first three close to paragraph `near`, where the measured
 * person writes.
 */
export async function letPeersType(
  url: string,
  documentId: string,
  tokens: readonly string[],
  near: number,
): Promise<Peers> {
  let typed = 0;
  const stops = await Promise.all(
    tokens.map(async (token, n) => {
      const provider = await openArticle(url, documentId, token);
      const paragraphs = paragraphsOf(provider.document);
      const place = n < 3 ? near + 1 + n : Math.floor(((n - 2) / tokens.length) * paragraphs.length);
      const text = paragraphs[Math.min(place, paragraphs.length - 1)];
      if (!text) throw new Error('the article has no paragraph for a peer');
      let at = text.length;
      const timer = setInterval(() => {
        text.insert(at, WORDS[typed % WORDS.length] as string);
        at += 1;
        typed += 1;
        const cursor = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at));
        provider.setAwarenessField('cursor', { anchor: cursor, head: cursor });
      }, LETTER_EVERY_MS);
      return () => {
        clearInterval(timer);
        provider.destroy();
        provider.configuration.websocketProvider.destroy();
      };
    }),
  );
  return {
    typed: () => typed,
    leave: async () => {
      for (const stop of stops) stop();
    },
  };
}
