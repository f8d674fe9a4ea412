// One client of the Hocuspocus protocol in a process of its own: inserts a character, waits for its
// acknowledgement, inserts the next. Bare frames instead of a provider, so that the same small cost is paid on
// every server. Arguments: socket URL, document name, token, edits, warm-up edits. Prints the samples as JSON.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const SYNC = 0;
const AUTH = 2;
const CLOSE = 7;
const SYNC_STATUS = 8;
const SYNC_STEP_1 = 0;
const SYNC_STEP_2 = 1;
const SYNC_UPDATE = 2;
const AUTH_TOKEN = 0;
const AUTH_DENIED = 1;

const [url = '', documentName = '', token = '', edits = '1000', warmUp = '200'] = process.argv.slice(2);
const socket = new WebSocket(url);
socket.binaryType = 'arraybuffer';

const document = new Y.Doc();
let settle: (() => void) | undefined;
let fail: (error: Error) => void = (error) => {
  throw error;
};

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, documentName);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function sync(kind: number, payload: Uint8Array): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, payload);
  });
}

socket.on('open', () => {
  socket.send(
    frame((encoder) => {
      encoding.writeVarUint(encoder, AUTH);
      encoding.writeVarUint(encoder, AUTH_TOKEN);
      encoding.writeVarString(encoder, token);
      encoding.writeVarString(encoder, '4.7.0');
    }),
  );
});

socket.on('message', (data: ArrayBuffer) => {
  const decoder = decoding.createDecoder(new Uint8Array(data));
  decoding.readVarString(decoder);
  switch (decoding.readVarUint(decoder)) {
    case AUTH:
      if (decoding.readVarUint(decoder) === AUTH_DENIED) fail(new Error('the token was refused'));
      else socket.send(sync(SYNC_STEP_1, Y.encodeStateVector(document)));
      return;
    case SYNC: {
      const kind = decoding.readVarUint(decoder);
      const payload = decoding.readVarUint8Array(decoder);
      if (kind === SYNC_STEP_1) socket.send(sync(SYNC_STEP_2, Y.encodeStateAsUpdate(document, payload)));
      else Y.applyUpdate(document, payload, 'server');
      if (kind === SYNC_STEP_2) settle?.();
      return;
    }
    case SYNC_STATUS:
      if (decoding.readVarUint(decoder) === 1) settle?.();
      else fail(new Error('an edit was refused'));
      return;
    case CLOSE:
      fail(new Error('the server closed the document'));
      return;
    default:
    // Awareness and the like are nothing to this client.
  }
});

function next(): Promise<void> {
  return new Promise((resolve, reject) => {
    settle = resolve;
    fail = reject;
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.once('error', reject);
  });
}

document.on('update', (update: Uint8Array, origin: unknown) => {
  if (origin !== 'server') socket.send(sync(SYNC_UPDATE, update));
});

await next();
// The answer to our empty SyncStep2 is an acknowledgement too; let it pass before the clock starts.
await new Promise((resolve) => setTimeout(resolve, 300));
const paragraph = new Y.XmlElement('paragraph');
const text = new Y.XmlText();
paragraph.insert(0, [text]);
const opened = next();
document.getXmlFragment('default').push([paragraph]);
await opened;

const samplesMs: number[] = [];
for (let edit = -Number(warmUp); edit < Number(edits); edit += 1) {
  socket.removeAllListeners('close').removeAllListeners('error');
  const acknowledged = next();
  const began = performance.now();
  text.insert(text.length, 'آ', {});
  await acknowledged;
  if (edit >= 0) samplesMs.push(performance.now() - began);
}
socket.removeAllListeners('close');
console.log(JSON.stringify(samplesMs));
process.exit(0);
