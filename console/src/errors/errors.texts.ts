import type { ClientErrorCode } from 'depth-realtime/client';

import type { Catalogue } from '../i18n/texts.js';

const en = {
  own: {
    DEADLINE: 'There was no answer in time.',
    DISCONNECTED: 'The server cannot be reached.',
    TOKEN_UNAVAILABLE: 'No token could be had.',
    OFFLINE: 'The connection is switched off.',
    DISCARDED: 'It was discarded.',
    LEFT: 'The room was left meanwhile.',
    CLOSED: 'The connection was closed.',
  } satisfies Record<ClientErrorCode, string>,
};

/** What the page says of the failures that the client tells of by itself. Those of the server come with words. */
export const errorsTexts: Catalogue<typeof en> = {
  en,
  ar: {
    own: {
      DEADLINE: 'لم يصل رد في الوقت المحدد.',
      DISCONNECTED: 'تعذّر الوصول إلى الخادم.',
      TOKEN_UNAVAILABLE: 'تعذّر الحصول على رمز مميز.',
      OFFLINE: 'الاتصال مقطوع.',
      DISCARDED: 'جرى تجاهلها.',
      LEFT: 'غودرت الغرفة في أثناء ذلك.',
      CLOSED: 'أُغلق الاتصال.',
    },
  },
};
