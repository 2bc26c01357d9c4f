import { RealtimeError } from 'depth-realtime/client';
import { useCallback } from 'react';

import { useTexts } from '../i18n/texts.js';
import { errorsTexts } from './errors.texts.js';

/** A failure, as far as it can be told to people. */
interface Failure {
  readonly code?: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** What to say of a failure in the language of the page: the server's words, and our own where there was no server. */
export function useErrorText(): (failure: Failure) => string {
  const { own } = useTexts(errorsTexts);
  return useCallback(
    (failure) => {
      // Given up: why is what matters.
      const { code, message } =
        failure.code === 'OFFLINE' && failure.cause instanceof RealtimeError ? failure.cause : failure;
      // What `fetch` throws where nobody answers has no code.
      if (failure instanceof TypeError) return own.DISCONNECTED;
      return code !== undefined && isOwn(code, own) ? own[code] : message;
    },
    [own],
  );
}

function isOwn<K extends string>(code: string, texts: Readonly<Record<K, string>>): code is K {
  return Object.hasOwn(texts, code);
}
