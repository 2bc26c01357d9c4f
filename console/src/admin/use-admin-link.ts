import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';

import { createRealtimeClient, type RealtimeClient } from '../../../client/client.js';
import { useLocale } from '../i18n/locale-context.js';
import { type Credentials, tokenSource } from '../session/credentials.js';
import type { AdminLink } from './admin-link.js';
import { type Refusal, refusalOf } from './refusal.js';

/** The line to `/admin`, as it stands. */
export type AdminLinkState =
  | { readonly status: 'connecting' }
  | { readonly status: 'ready'; readonly link: AdminLink }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** How long a command is tried. An administrator looks at the page and can try again. */
const DEADLINE_MS = 10_000;

/** Connects while the component is there. Whoever lacks the role is refused, also when it is lost later. */
export function useAdminLink(credentials: Credentials): AdminLinkState {
  const { locale } = useLocale();
  /** The client that has been let in. */
  const [client, setClient] = useState<RealtimeClient | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    const made = createRealtimeClient({
      url: location.origin,
      token: tokenSource(credentials, locale),
      locale,
      deadlineMs: DEADLINE_MS,
    });
    const ask = (): void => {
      made.admin.stats().then(
        () => setClient(made),
        (error: unknown) => {
          const { code, message } = refusalOf(error);
          if (code === 'FORBIDDEN') setRefusal({ code, message });
        },
      );
    };
    const look = (): void => {
      const { status, error } = made.connection.state.get();
      if (status === 'online') ask();
      else if (status === 'offline' && error !== undefined) setRefusal(refusalOf(error));
    };
    const end = made.connection.state.subscribe(look);
    return () => {
      end();
      made.close();
    };
  }, [credentials, locale]);
  const online = useOnline(client);
  const link = useMemo(() => (client === null ? null : { admin: client.admin, online }), [client, online]);
  if (refusal !== null) return { status: 'refused', refusal };
  return link !== null ? { status: 'ready', link } : { status: 'connecting' };
}

function useOnline(client: RealtimeClient | null): boolean {
  return useSyncExternalStore(
    (listener) => client?.connection.state.subscribe(listener) ?? ((): void => undefined),
    () => client?.connection.state.get().status === 'online',
  );
}
