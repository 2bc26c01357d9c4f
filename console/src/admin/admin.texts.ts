import type { Catalogue } from '../i18n/texts.js';

const en = {
  title: 'Administration',
  signIn: 'Sign in as an administrator',
  refused: 'Administration needs the role admin, which this user does not have.',
  signOut: 'Sign out',
  connecting: 'Connecting…',
  sections: {
    overview: 'Overview',
    sessions: 'Sessions',
    rooms: 'Rooms',
    announcements: 'Announcements',
    log: 'Live log',
    audit: 'Audit log',
  },
  lineAway: 'The server cannot be reached. What you see is what was known last; this page comes back by itself.',
  unreachable: (nodes: string) => `These nodes did not answer, and what is on them is not shown: ${nodes}`,
  retry: 'Try again',
  more: 'Show more',
  loading: 'Loading…',
};

export const adminTexts: Catalogue<typeof en> = {
  en,
  ar: {
    title: 'الإدارة',
    signIn: 'ادخل بصفة مشرف',
    refused: 'تحتاج الإدارة إلى الدور admin، وليس لهذا المستخدم.',
    signOut: 'تسجيل الخروج',
    connecting: 'جارٍ الاتصال…',
    sections: {
      overview: 'نظرة عامة',
      sessions: 'الجلسات',
      rooms: 'الغرف',
      announcements: 'الإعلانات',
      log: 'السجل المباشر',
      audit: 'سجل التدقيق',
    },
    lineAway: 'تعذّر الوصول إلى الخادم. ما تراه هو آخر ما عُرف، وتعود الصفحة من تلقاء نفسها.',
    unreachable: (nodes) => `هذه العُقَد لم تُجب، ولا يظهر ما عليها: ${nodes}`,
    retry: 'إعادة المحاولة',
    more: 'عرض المزيد',
    loading: 'جارٍ التحميل…',
  },
};
