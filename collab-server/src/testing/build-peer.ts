import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { TestServer } from './build-server.ts';

/** A stock Hocuspocus provider with its document. */
export interface Peer {
  doc: Y.Doc;
  provider: HocuspocusProvider;
  socket: HocuspocusProviderWebsocket;
  /** Stateless messages that came. */
  messages: ServerMessage[];
  /** Reasons of refused tokens. */
  denials: string[];
  /** The article's first block of text, made if there is none. */
  text(): Y.XmlText;
  type(words: string, at?: number): void;
  stop(): void;
}

interface Options {
  doc?: Y.Doc;
  /** Shares another peer's socket. */
  socket?: HocuspocusProviderWebsocket;
  polyfill?: unknown;
}

type Token = string | (() => string | Promise<string>);

export function buildPeer(
  server: Pick<TestServer, 'url'>,
  documentId: string,
  token: Token,
  options: Options = {},
): Peer {
  const doc = options.doc ?? new Y.Doc();
  const socket = options.socket ?? buildSocket(server, options.polyfill);
  const messages: ServerMessage[] = [];
  const denials: string[] = [];
  const provider = new HocuspocusProvider({
    name: documentId,
    document: doc,
    websocketProvider: socket,
    token: token as () => Promise<string>,
    onStateless: ({ payload }) => void messages.push(JSON.parse(payload)),
    onAuthenticationFailed: ({ reason }) => void denials.push(reason),
  });
  provider.attach();
  const text = () => firstText(doc);
  return {
    doc,
    provider,
    socket,
    messages,
    denials,
    text,
    type: (words, at) => text().insert(at ?? text().length, words, {}),
    stop() {
      provider.destroy();
      if (!options.socket) socket.destroy();
    },
  };
}

/**
 * The provider takes its listeners from a socket that is still connecting and closes it; `ws` then emits an error
 * that nobody hears, which would end the process.
 */
class QuietWebSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    this.on('error', () => {});
  }
}

export function buildSocket(server: Pick<TestServer, 'url'>, polyfill: unknown = QuietWebSocket) {
  return new HocuspocusProviderWebsocket({
    url: `${server.url}/collab`,
    WebSocketPolyfill: polyfill,
    delay: 100,
    minDelay: 100,
    maxDelay: 400,
  });
}

/** The text of the first paragraph. */
export function firstText(doc: Y.Doc): Y.XmlText {
  const paragraph = doc.getXmlFragment('default').get(0) as Y.XmlElement;
  if (paragraph.length === 0) paragraph.insert(0, [new Y.XmlText()]);
  return paragraph.get(0) as Y.XmlText;
}

/** Resolves when `condition` holds; throws what was waited for when it does not in time. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 8_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The peer has the server's state and the server has everything of the peer. */
export function synced(peer: Peer): Promise<void> {
  return until('synced', () => peer.provider.isSynced && peer.provider.unsyncedChanges === 0);
}
