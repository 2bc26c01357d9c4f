import { Encoder } from 'socket.io-parser';

import { EventDecoder } from './event-decoder.js';

/** Socket.IO's parser with our decoder. */
export function packetParser(maxBytes: number): { Encoder: typeof Encoder; Decoder: new () => EventDecoder } {
  return {
    Encoder,
    Decoder: class extends EventDecoder {
      constructor() {
        super(maxBytes);
      }
    },
  };
}
