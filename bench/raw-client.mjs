import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** A text frame as a client sends it: masked with zeros, which the protocol allows and costs nothing. */
export function clientFrame(text) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? 2 : 4;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = 0x81;
  if (length < 126) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  payload.copy(frame, head + 4);
  return frame;
}

/**
 * A Socket.IO client on raw TCP. It walks the frames that the server sends without inflating or parsing them, and calls
 * `onFrame(payloadStart, length, chunk)` only for frames that are complete within `small` bytes, for acks and the handshake.
 */
export class RawClient {
  frames = 0;
  bytes = 0;
  #rest = undefined;
  #onText;

  constructor(socket, onText) {
    this.socket = socket;
    this.#onText = onText;
  }

  static open({ host = '127.0.0.1', port, deflate = false }, onText) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      socket.setNoDelay(true);
      socket.once('error', reject);
      const client = new RawClient(socket, onText);
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}:${port}\r\nUpgrade: websocket\r\n` +
          `Connection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
          `Sec-WebSocket-Version: 13\r\n` +
          (deflate ? 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' : '') +
          '\r\n',
      );
      let head = Buffer.alloc(0);
      const onHead = (chunk) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        socket.off('data', onHead);
        if (!head.subarray(0, 12).toString().includes('101')) return reject(new Error(head.toString()));
        client.deflated = head.subarray(0, end).toString().includes('permessage-deflate');
        socket.on('data', (data) => client.#walk(data));
        if (head.length > end + 4) client.#walk(head.subarray(end + 4));
        resolve(client);
      };
      socket.on('data', onHead);
    });
  }

  send(text) {
    this.socket.write(clientFrame(text));
  }

  #walk(chunk) {
    this.bytes += chunk.length;
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (data.length - at >= 2) {
      let length = data[at + 1] & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (data.length - at < 4) break;
        length = data.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (data.length - at < 10) break;
        length = Number(data.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      if (data.length < start + length) break;
      this.frames += 1;
      // '2' is Engine.IO's ping.
      if (length === 1 && data[start] === 0x32) this.send('3');
      else this.#onText?.(data, start, length, this);
      at = start + length;
    }
    this.#rest = at === data.length ? undefined : data.subarray(at);
  }
}
