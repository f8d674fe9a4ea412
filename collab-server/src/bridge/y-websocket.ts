// The y-websocket protocol over the Hocuspocus one: the same frames without the document's name before them, and
// the token in the URL instead of a frame. Nothing is decided here: gate and log are the same.
import { CLOSE_CODES, type CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { WebSocketLike } from '@hocuspocus/server';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { FRAME, readAddress } from '../sockets/frames.ts';
import type { GuardedSocket } from '../sockets/guarded-socket.ts';

const PERMISSION_DENIED = 0;
/** Hocuspocus's sub-types of an auth frame. */
const HOCUSPOCUS_TOKEN = 0;
const HOCUSPOCUS_DENIED = 1;

/** The frame with which a Hocuspocus client would begin. */
export function authFrame(documentId: string, token: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, documentId);
    encoding.writeVarUint(encoder, FRAME.auth);
    encoding.writeVarUint(encoder, HOCUSPOCUS_TOKEN);
    encoding.writeVarString(encoder, token);
  });
}

/** A y-websocket client's frame as a Hocuspocus client would send it. */
export function inbound(documentId: string, frame: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, documentId);
    encoding.writeUint8Array(encoder, frame);
  });
}

/** The socket as Hocuspocus sees it; what it sends reaches the y-websocket client in its own protocol. */
export function outbound(socket: GuardedSocket): WebSocketLike {
  /** y-websocket knows no "not saved": it is told by an auth message, and then by the close code. */
  function refuse(reason: string): void {
    socket.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, FRAME.auth);
        encoding.writeVarUint(encoder, PERMISSION_DENIED);
        encoding.writeVarString(encoder, reason);
      }),
    );
    socket.closeFor(reason in CLOSE_CODES ? (reason as CloseReason) : 'unauthenticated');
  }

  return {
    get readyState() {
      return socket.readyState;
    },
    close: (code, reason) => socket.close(code, reason),
    send(data) {
      const frame = data as Uint8Array;
      const head = readAddress(frame);
      if (!head) return;
      const rest = () => frame.subarray(head.body.pos);
      switch (head.type) {
        case FRAME.sync:
        case FRAME.syncReply:
          return socket.send(withType(FRAME.sync, rest()));
        case FRAME.awareness:
        case FRAME.queryAwareness:
          return socket.send(withType(head.type, rest()));
        case FRAME.auth:
          if (decoding.readVarUint(head.body) === HOCUSPOCUS_DENIED)
            refuse(decoding.readVarString(head.body));
          return;
        case FRAME.stateless: {
          const message = JSON.parse(decoding.readVarString(head.body)) as { type: string; reason?: string };
          if (message.type === 'refused' && message.reason) refuse(message.reason);
          return;
        }
        case FRAME.close:
          return socket.closeFor('going-away');
        default:
        // The rest has no counterpart.
      }
    },
  };
}

function withType(type: number, body: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeUint8Array(encoder, body);
  });
}
