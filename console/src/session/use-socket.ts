import { useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';

import { useLocale } from '../i18n/locale-context.js';
import { type Credentials, tokenSource } from './credentials.js';

/** A connection to one namespace, as it stands. */
export type SocketState =
  | { readonly status: 'connecting' }
  | { readonly status: 'online'; readonly socket: Socket }
  | { readonly status: 'refused'; readonly code: string; readonly message: string };

/** Connects while the component is there. */
export function useSocket(credentials: Credentials, namespace: string): SocketState {
  const { locale } = useLocale();
  const [state, setState] = useState<SocketState>({ status: 'connecting' });
  useEffect(() => {
    const socket = io(namespace, {
      forceNew: true,
      transports: ['websocket'],
      auth: (answer) => {
        Promise.resolve(tokenSource(credentials, locale)()).then(
          (token) => answer({ token, locale }),
          (error: unknown) => setState({ status: 'refused', code: 'TOKEN_UNAVAILABLE', message: String(error) }),
        );
      },
    });
    socket.on('connect', () => setState({ status: 'online', socket }));
    socket.on('disconnect', () => setState({ status: 'connecting' }));
    socket.on('connect_error', (error: Error & { data?: { code: string } }) => {
      if (!socket.active) setState({ status: 'refused', code: error.data?.code ?? '', message: error.message });
    });
    return () => {
      socket.disconnect();
    };
  }, [credentials, locale, namespace]);
  return state;
}
